"""A city's board of places."""

from django.urls import path

from applications.views import quota
from portal.addresses import CITY

BOARD = f"batches/<int:batch>/boards/{CITY}/"

urlpatterns = [
    path("batches/<int:batch>/boards/", quota.BoardList.as_view(), name="boards"),
    path(BOARD, quota.BoardPage.as_view(), name="board"),
    path(
        f"{BOARD}candidates/<int:pk>/",
        quota.Candidate.as_view(),
        name="candidate",
    ),
    path(
        f"{BOARD}candidates/<int:pk>/remove/",
        quota.CandidateRemoval.as_view(),
        name="candidate_remove",
    ),
    path(
        f"{BOARD}none/",
        quota.Statement.as_view(),
        name="board_none",
    ),
    path(
        f"{BOARD}none/withdraw/",
        quota.StatementWithdrawal.as_view(),
        name="board_none_withdraw",
    ),
]
