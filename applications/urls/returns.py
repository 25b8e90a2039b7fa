"""Points of a return, and their answers."""

from django.urls import path

from applications.views import answering, handing_back, returns

urlpatterns = [
    path("<int:pk>/returns/", returns.Returns.as_view(), name="returns"),
    path("<int:pk>/returns/note/", returns.PointNote.as_view(), name="note_point"),
    path("<int:pk>/returns/hand-back/", handing_back.HandBack.as_view(), name="hand_back"),
    path("<int:pk>/returns/<int:number>/", answering.RoundPage.as_view(), name="return_round"),
    path("<int:pk>/returns/points/<int:point>/", returns.PointEdit.as_view(), name="return_point"),
    path(
        "<int:pk>/returns/points/<int:point>/answer/",
        answering.PointAnswer.as_view(),
        name="answer_point",
    ),
    path(
        "<int:pk>/returns/points/<int:point>/verdict/",
        returns.PointVerdict.as_view(),
        name="settle_point",
    ),
]
