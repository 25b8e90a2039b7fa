from django.urls import path

from reports.views import outputs

urlpatterns = [
    path("outputs/", outputs.OutputList.as_view(), name="outputs"),
    path(
        "outputs/applications/<int:pk>/",
        outputs.ApplicationOutputs.as_view(),
        name="application_outputs",
    ),
    path("outputs/request/", outputs.OutputRequest.as_view(), name="request"),
    path("outputs/<int:pk>/", outputs.OutputDetail.as_view(), name="output"),
    path("outputs/<int:pk>/state/", outputs.OutputStateView.as_view(), name="output_state"),
    path("outputs/<int:pk>/download/", outputs.OutputDownload.as_view(), name="download"),
]
