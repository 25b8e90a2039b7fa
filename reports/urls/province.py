from django.urls import path

from reports.views import calendar, matrix, province, reminders, reviews

MONTH = "ledger/months/<int:year>/<int:month>/"

urlpatterns = [
    path("ledger/matrix/", matrix.MatrixNow.as_view(), name="matrix_now"),
    path("ledger/matrix/<int:year>/", matrix.MatrixPage.as_view(), name="matrix"),
    path(MONTH, province.MonthPage.as_view(), name="month"),
    path(f"{MONTH}review/", reviews.ReviewMonth.as_view(), name="review_month"),
    path(f"{MONTH}merge/", province.MergeMonth.as_view(), name="merge"),
    path(f"{MONTH}ranking/", province.RankingPage.as_view(), name="ranking"),
    path("ledger/merges/<int:pk>/", province.MergedPage.as_view(), name="merged"),
    path("ledger/due-dates/", calendar.DueDates.as_view(), name="due_dates"),
    path("ledger/excuses/", calendar.Excuses.as_view(), name="excuses"),
    path("ledger/excuses/<int:pk>/end/", calendar.ExcuseEnd.as_view(), name="excuse_end"),
    path("ledger/lights/<int:year>/", calendar.LightRulePage.as_view(), name="light_rule"),
    path("ledger/urge/", reminders.UrgePage.as_view(), name="urge"),
    path("ledger/reminders/", reminders.ReminderList.as_view(), name="reminders"),
]
