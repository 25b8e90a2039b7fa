from django.urls import path

from scoring.views import imports, standards

app_name = "scoring"

urlpatterns = [
    path("", standards.StandardList.as_view(), name="standards"),
    path("template/", standards.StandardTemplate.as_view(), name="template"),
    path("import/", imports.StandardImport.as_view(), name="import"),
    path("<int:pk>/", standards.StandardDetail.as_view(), name="standard"),
    path("<int:pk>/workbook/", standards.StandardWorkbook.as_view(), name="workbook"),
    path("<int:pk>/edit/", standards.HeadEdit.as_view(), name="head"),
    path("<int:pk>/leaves/<str:number>/", standards.LeafEdit.as_view(), name="leaf"),
    path("<int:pk>/publish/", standards.Publication.as_view(), name="publish"),
    path("<int:pk>/delete/", standards.Removal.as_view(), name="delete"),
]
