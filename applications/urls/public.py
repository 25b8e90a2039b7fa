"""What anybody may read without an account: check codes, the list in 公示, objections."""

from django.urls import path

from applications.views import public

app_name = "public"
urlpatterns = [
    path("", public.BatchList.as_view(), name="batches"),
    path("batches/<int:pk>/", public.UnitList.as_view(), name="batch"),
    path("batches/<int:pk>/objections/", public.ObjectionNew.as_view(), name="objection"),
    path(
        "batches/<int:pk>/objections/<slug:number>/",
        public.ObjectionReceived.as_view(),
        name="received",
    ),
    path("verify/", public.Codes.as_view(), name="verify"),
    path("verify/<str:code>/", public.CodeVerdict.as_view(), name="verdict"),
]
