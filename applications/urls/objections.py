"""异议: received, assigned, answered, released."""

from django.urls import path

from applications.views import objections

urlpatterns = [
    path("batches/<int:pk>/objections/", objections.ObjectionList.as_view(), name="objections"),
    path(
        "batches/<int:pk>/objections/new/",
        objections.ObjectionRegistration.as_view(),
        name="objection_new",
    ),
    path(
        "batches/<int:pk>/objections/register/",
        objections.ObjectionRegister.as_view(),
        name="objection_register",
    ),
    path("objections/<int:pk>/", objections.ObjectionDetail.as_view(), name="objection"),
    path(
        "objections/<int:pk>/assign/",
        objections.ObjectionAssignment.as_view(),
        name="objection_assign",
    ),
    path(
        "objections/<int:pk>/answer/", objections.ObjectionAnswer.as_view(), name="objection_answer"
    ),
    path(
        "objections/<int:pk>/release/",
        objections.ObjectionRelease.as_view(),
        name="objection_release",
    ),
    path(
        "objections/<int:pk>/reopen/",
        objections.ObjectionReopening.as_view(),
        name="objection_reopen",
    ),
]
