from django.urls import path

from reports.views import papers

PAPER = "papers/units/<int:pk>/<int:year>/<str:duty>/"

urlpatterns = [
    path("papers/", papers.PapersNow.as_view(), name="papers_now"),
    path("papers/<int:year>/", papers.PaperList.as_view(), name="papers"),
    path(PAPER, papers.PaperPage.as_view(), name="paper"),
    path(f"{PAPER}upload/", papers.PaperUpload.as_view(), name="paper_upload"),
    path(f"{PAPER}versions/<int:number>/", papers.PaperDownload.as_view(), name="paper_version"),
    path(f"{PAPER}moves/<str:move>/", papers.PaperMove.as_view(), name="paper_move"),
]
