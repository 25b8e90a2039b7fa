from django.urls import path

from reports.views import outputs

app_name = "reports"

urlpatterns = [
    path("", outputs.OutputList.as_view(), name="outputs"),
    path("request/", outputs.OutputRequest.as_view(), name="request"),
    path("<int:pk>/", outputs.OutputDetail.as_view(), name="output"),
    path("<int:pk>/state/", outputs.OutputStateView.as_view(), name="output_state"),
    path("<int:pk>/download/", outputs.OutputDownload.as_view(), name="download"),
]
