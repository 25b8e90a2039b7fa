from django.urls import path

from reports.views import bulletins

MONTH = "bulletins/<int:year>/<int:month>/"

urlpatterns = [
    path("bulletins/", bulletins.BulletinList.as_view(), name="bulletins"),
    path(MONTH, bulletins.BulletinPage.as_view(), name="bulletin"),
    path(f"{MONTH}draft/", bulletins.BulletinDraft.as_view(), name="bulletin_new"),
    path(f"{MONTH}moves/<str:move>/", bulletins.BulletinMove.as_view(), name="bulletin_move"),
]
