"""A city's board of places."""

from django.urls import path

from applications.views import quota

urlpatterns = [
    path("batches/<int:batch>/boards/", quota.BoardList.as_view(), name="boards"),
    path("batches/<int:batch>/boards/<str:city>/", quota.BoardPage.as_view(), name="board"),
    path(
        "batches/<int:batch>/boards/<str:city>/candidates/<int:pk>/",
        quota.Candidate.as_view(),
        name="candidate",
    ),
    path(
        "batches/<int:batch>/boards/<str:city>/candidates/<int:pk>/remove/",
        quota.CandidateRemoval.as_view(),
        name="candidate_remove",
    ),
    path(
        "batches/<int:batch>/boards/<str:city>/none/",
        quota.Statement.as_view(),
        name="board_none",
    ),
    path(
        "batches/<int:batch>/boards/<str:city>/none/withdraw/",
        quota.StatementWithdrawal.as_view(),
        name="board_none_withdraw",
    ),
]
