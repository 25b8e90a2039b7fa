from django.urls import path

from portal.addresses import CITY
from reports.views import liaison_imports, liaison_persons, liaisons

LIST = f"liaisons/cities/{CITY}/<int:year>/"
UNIT = "liaisons/units/<int:pk>/"
PERSON = "liaisons/persons/<int:pk>/"

urlpatterns = [
    path("liaisons/", liaisons.LiaisonHome.as_view(), name="liaisons"),
    # the province
    path("liaisons/<int:year>/", liaisons.ProvinceList.as_view(), name="liaison_province"),
    path("liaisons/<int:year>/export/", liaisons.ProvinceExport.as_view(), name="liaison_export"),
    # the list of a city
    path(LIST, liaisons.CityList.as_view(), name="liaison_list"),
    path(f"{LIST}print/", liaisons.ListPrint.as_view(), name="liaison_print"),
    path(f"{LIST}moves/<str:move>/", liaisons.ListMove.as_view(), name="liaison_list_move"),
    path(f"{LIST}template/", liaison_imports.LiaisonTemplate.as_view(), name="liaison_template"),
    path(f"{LIST}import/", liaison_imports.LiaisonImport.as_view(), name="liaison_import"),
    # one organisation
    path(UNIT, liaison_persons.UnitLiaisons.as_view(), name="liaisons_of"),
    path(f"{UNIT}confirm/", liaison_persons.LiaisonConfirm.as_view(), name="liaison_confirm"),
    path(f"{UNIT}new/", liaison_persons.LiaisonNew.as_view(), name="liaison_new"),
    path(f"{PERSON}edit/", liaison_persons.LiaisonEdit.as_view(), name="liaison_edit"),
    path(f"{PERSON}end/", liaison_persons.LiaisonEnd.as_view(), name="liaison_end"),
]
