"""The addresses of the applications; a topic with several pages has a module of its own."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from applications.urls import (
    batches,
    checks,
    deadlines,
    lists,
    objections,
    people,
    quota,
    returns,
    versions,
)
from applications.views import (
    city,
    control,
    copying,
    crosschecks,
    evidence,
    evidence_reading,
    files,
    imports,
    marks,
    members,
    moves,
    panel,
    photos,
    proof,
    province,
    sheets,
    tables,
    trials,
    unit,
)

app_name = "applications"


class TableConverter(StringConverter):
    """One of the two tables of the 报告书."""

    regex = "investment|staffing"


register_converter(TableConverter, "table")

urlpatterns = [
    # shared: control panel, start
    path("batches/<int:batch>/start/", control.ApplicationStart.as_view(), name="start"),
    path("<int:pk>/", control.ApplicationDetail.as_view(), name="detail"),
    path("<int:pk>/copy/", copying.CopyDossier.as_view(), name="copy"),
    # the unit's sections, tables, attachments
    path("<int:pk>/sections/<str:name>/", unit.SectionPage.as_view(), name="section"),
    path("<int:pk>/investment/", tables.InvestmentPage.as_view(), name="investment"),
    path("<int:pk>/staffing/", tables.StaffingPage.as_view(), name="staffing"),
    path(
        "<int:pk>/<table:table>/template/", imports.TableTemplate.as_view(), name="table_template"
    ),
    path("<int:pk>/<table:table>/import/", imports.TableImport.as_view(), name="table_import"),
    path("<int:pk>/attachments/", files.AttachmentList.as_view(), name="attachments"),
    path("<int:pk>/attachments/<int:attachment>/", files.Download.as_view(), name="attachment"),
    path(
        "<int:pk>/attachments/<int:attachment>/view/",
        files.Inline.as_view(),
        name="attachment_view",
    ),
    path(
        "<int:pk>/attachments/<int:attachment>/remove/",
        files.Remove.as_view(),
        name="remove_attachment",
    ),
    path("<int:pk>/materials/<int:item>/", files.Upload.as_view(), name="upload"),
    path("<int:pk>/materials/<int:item>/waive/", files.Waive.as_view(), name="waive"),
    # the scoring desk and comparison
    path("<int:pk>/sheets/<str:column>/", sheets.SheetStart.as_view(), name="sheet"),
    path("<int:pk>/sheets/<str:column>/proof/", proof.SheetProof.as_view(), name="proof"),
    path("<int:pk>/sheets/<str:column>/data.json", proof.SheetData.as_view(), name="sheet_data"),
    path("<int:pk>/seats/<int:seat>/proof/", proof.SeatProof.as_view(), name="seat_proof"),
    path(
        "<int:pk>/sheets/<str:column>/<str:section>/",
        sheets.SheetSection.as_view(),
        name="sheet_section",
    ),
    path("<int:pk>/sheets/<str:column>/marks/<str:number>/", marks.MarkSave.as_view(), name="mark"),
    path(
        "<int:pk>/sheets/<str:column>/photos/<str:number>/",
        photos.PhotoSave.as_view(),
        name="photo_save",
    ),
    path("<int:pk>/photos/<uuid:key>/", photos.PhotoView.as_view(), name="photo"),
    path("<int:pk>/crosschecks/", crosschecks.CrossChecks.as_view(), name="crosschecks"),
    path("<int:pk>/comparison/", sheets.SheetComparison.as_view(), name="comparison"),
    # evidence of a leaf: the unit's list, and reading it beside a sheet
    path("<int:pk>/evidence/<str:number>/", evidence.EvidenceEditor.as_view(), name="evidence"),
    path(
        "<int:pk>/sheets/<str:column>/evidence/<int:link>/",
        evidence_reading.EvidenceReading.as_view(),
        name="evidence_reading",
    ),
    # moves
    path("<int:pk>/moves/<str:move>/", moves.ApplicationMove.as_view(), name="move"),
    # the city's review, civil affairs
    path("<int:pk>/qualification/", city.Qualification.as_view(), name="qualification"),
    path("<int:pk>/opinion/", city.Opinion.as_view(), name="opinion"),
    # the panel
    path("seats/<int:seat>/declaration/", panel.Declaration.as_view(), name="declaration"),
    path("<int:pk>/attendance/", panel.AttendanceList.as_view(), name="attendance"),
    path("<int:pk>/members/", members.Members.as_view(), name="members"),
    path("<int:pk>/members/hand-in/", members.HandIn.as_view(), name="hand_in"),
    path("<int:pk>/members/averages/", members.Averages.as_view(), name="averages"),
    path("<int:pk>/members/<int:seat>/return/", members.SheetReturn.as_view(), name="return_sheet"),
    # the province: batches, receipt, panel, result
    path("batches/", province.BatchList.as_view(), name="batches"),
    path("batches/new/", province.BatchNew.as_view(), name="batch_new"),
    path("batches/<int:pk>/", province.BatchDetail.as_view(), name="batch"),
    path("batches/<int:pk>/edit/", province.BatchEdit.as_view(), name="batch_edit"),
    path("batches/<int:pk>/moves/<str:move>/", province.BatchMove.as_view(), name="batch_move"),
    path(
        "batches/<int:pk>/publicity/", province.PublicityPeriod.as_view(), name="publicity_period"
    ),
    path("batches/<int:pk>/results/", province.PublishedResults.as_view(), name="results"),
    path("standards/<int:pk>/trial/", trials.StandardTrial.as_view(), name="trial"),
    path("<int:pk>/panel/", province.PanelAppointment.as_view(), name="panel"),
    path("<int:pk>/result/", province.ResultEntry.as_view(), name="result"),
    *checks.urlpatterns,
    *returns.urlpatterns,
    *versions.urlpatterns,
    *deadlines.urlpatterns,
    *quota.urlpatterns,
    *batches.urlpatterns,
    *objections.urlpatterns,
    *lists.urlpatterns,
    *people.urlpatterns,
]
