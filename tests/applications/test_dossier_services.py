"""Begin a 报告书 and write part 一 and part 二."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications.choices import BatchStatus, SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application
from applications.services import dossier
from applications.services.dossier import StartRefused, save_section, start_application
from portal import clock
from portal.audit import history
from portal.choices import Nature, OrganisationStanding
from portal.editing import EditConflict
from scoring.models import ScoreSheet
from tests.factories.applications import BatchFactory
from tests.factories.content import complete
from tests.paths import bring
from tests.races import ahead_of, together
from tests.returns import note, send

pytestmark = pytest.mark.django_db
BASICS = SectionName.BASICS


def save(application, actor, version=0, name=BASICS, **values):
    return save_section(
        application=application, name=name, values=values, version=version, actor=actor
    )


# --- begin ---------------------------------------------------------------------------


def test_start_prefills_what_is_known(batch, cast, places):
    cast["clerk"].phone = "0351-0000000"

    application = start_application(batch=batch, organisation=places["unit"], actor=cast["clerk"])

    facts = application.dossier
    assert (facts.unit_name, facts.zone_name) == ("青岚谷康养有限公司", "青岚谷")
    assert facts.credit_code == places["unit"].credit_code
    assert (facts.contact_name, facts.contact_phone) == ("温小禾", "0351-0000000")
    assert facts.head_name == ""


def test_start_opens_a_blank_sheet_and_every_section(batch, cast, places):
    application = start_application(batch=batch, organisation=places["unit"], actor=cast["clerk"])

    marks = application.self_check.marks.values_list("value", flat=True)
    assert list(marks) == [None] * 5
    assert set(application.sections.values_list("name", "version")) == {
        (name, 0) for name in SectionName
    }
    assert (application.city, application.quota) == (places["unit"].city, batch.quota)
    assert [entry.label for entry in history(application)] == ["开始填报"]


def test_second_start_goes_on_where_the_first_began(application, cast):
    again = start_application(
        batch=application.batch, organisation=application.organisation, actor=cast["head"]
    )

    assert again == application
    assert ScoreSheet.objects.count() == 1


def test_start_overtaken_by_a_colleague_leaves_nothing_behind(application, cast, monkeypatch):
    monkeypatch.setattr(dossier, "_existing", lambda batch, organisation: None)

    again = start_application(
        batch=application.batch, organisation=application.organisation, actor=cast["head"]
    )

    assert again == application
    assert ScoreSheet.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": BatchStatus.PREPARING}, "本批次当前为“筹备”，不接受提交。"),
        ({"status": BatchStatus.EVALUATING}, "本批次当前为“评定中”，不接受提交。"),
    ],
)
def test_start_is_refused_when_the_batch_is_not_open(cast, places, change, sentence):
    batch = BatchFactory(**change)

    with pytest.raises(StartRefused, match=sentence):
        start_application(batch=batch, organisation=places["unit"], actor=cast["clerk"])

    assert not Application.objects.exists()
    assert not ScoreSheet.objects.exists()


def test_start_is_possible_up_to_the_last_moment_of_the_deadline(batch, cast, places):
    arguments = {"batch": batch, "organisation": places["unit"], "actor": cast["clerk"]}

    with (
        clock.at(batch.city_deadline + timedelta(seconds=1)),
        pytest.raises(StartRefused, match="市级截止时间"),
    ):
        start_application(**arguments)
    with clock.at(batch.city_deadline):
        application = start_application(**arguments)

    assert application.status == Status.DRAFTING


def test_disabled_unit_cannot_start(batch, cast, places):
    places["unit"].standing = OrganisationStanding.DISABLED

    with pytest.raises(StartRefused, match="本单位已停用"):
        start_application(batch=batch, organisation=places["unit"], actor=cast["clerk"])


def test_startable_batches_are_open_ones_without_an_own_application(application, cast):
    other = BatchFactory()
    BatchFactory(status=BatchStatus.PREPARING)
    BatchFactory(city_deadline=clock.now() - timedelta(days=1))

    assert dossier.startable_batches(cast["clerk"]) == [other]
    assert dossier.startable_batches(cast["city"]) == []


# --- parts ----------------------------------------------------------------------------


def test_saved_values_stand_with_a_new_version(application, cast):
    section = save(application, cast["clerk"], zone_name="清泉里", area_km2=Decimal("3.5"))

    application.dossier.refresh_from_db()
    assert (application.dossier.zone_name, application.dossier.area_km2) == (
        "清泉里",
        Decimal("3.5000"),
    )
    assert application.dossier.unit_name == "青岚谷康养有限公司"
    stored = application.sections.get(name=BASICS)
    assert (stored.version, stored.saved_by) == (1, cast["clerk"])
    assert section.saved_at == stored.saved_at


def test_a_part_saves_no_foreign_field(application, cast):
    with pytest.raises(ValueError, match="head_name"):
        save(application, cast["clerk"], head_name="梁云舟")


def test_second_of_two_savers_gets_both_texts(application, cast):
    save(application, cast["clerk"], zone_name="清泉里", employees=1200)

    with pytest.raises(EditConflict) as refusal:
        save(application, cast["head"], zone_name="松风里", employees=1200, nature=Nature.STATE)

    conflict = refusal.value
    assert (conflict.who, conflict.version) == (cast["clerk"], 1)
    assert {name: (both.mine, both.theirs) for name, both in conflict.fields.items()} == {
        "zone_name": ("松风里", "清泉里"),
        "nature": ("state", ""),
    }
    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == "清泉里"
    assert application.sections.get(name=BASICS).version == 1


def test_refused_texts_travel_with_the_conflict(application, cast):
    save(application, cast["clerk"], employees=1200)

    with pytest.raises(EditConflict) as refusal:
        save_section(
            application=application,
            name=BASICS,
            values={"opened_on": date(2021, 5, 1), "opened_has_day": False},
            version=0,
            actor=cast["head"],
            refused={"employees": "约1200"},
        )

    shown = {name: (both.mine, both.theirs) for name, both in refusal.value.fields.items()}
    assert shown == {"employees": ("约1200", "1,200"), "opened_on": ("2021年5月", "")}


def test_submitted_application_takes_no_save(application, cast):
    bring(application, to=Status.SUBMITTED)
    before = application.dossier.zone_name

    with pytest.raises(PermissionDenied, match="当前状态为“已提交”"):
        save(application, cast["clerk"], version=1, zone_name="清泉里")

    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == before


def test_save_asks_the_row_and_not_the_page(application, cast):
    """The page was opened before somebody else submitted."""
    opened_before = Application.objects.get(pk=application.pk)
    bring(application, to=Status.SUBMITTED)
    assert opened_before.status == Status.DRAFTING

    with pytest.raises(PermissionDenied, match="已提交"):
        save(opened_before, cast["clerk"], version=1, zone_name="清泉里")


@pytest.mark.parametrize("who", ["other_head", "city", "province", "nobody"])
def test_only_the_unit_itself_saves(application, cast, who):
    with pytest.raises(PermissionDenied, match="只有申报单位可以填写报告书"):
        save(application, cast[who], zone_name="清泉里")


def test_return_opens_only_the_parts_that_it_names(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.BASICS)
    send(application, cast["city"])

    save(application, cast["clerk"], version=1, zone_name="清泉里")
    with pytest.raises(PermissionDenied, match="本次退回未开放“二（二）创建情况”"):
        save(application, cast["clerk"], 1, SectionName.ACHIEVEMENTS, achievements="新")

    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == "清泉里"


def test_draft_is_saved_after_the_deadline(application, cast):
    with clock.at(application.batch.city_deadline + timedelta(days=1)):
        save(application, cast["clerk"], zone_name="清泉里")

    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == "清泉里"


# --- at the same instant ---------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_savers_at_the_same_instant_make_one_save(application, cast):
    answers = together(
        lambda: save(application, cast["clerk"], zone_name="清泉里"),
        lambda: save(application, cast["head"], zone_name="松风里"),
    )

    refused = [answer for answer in answers if isinstance(answer, EditConflict)]
    assert len(refused) == 1
    application.dossier.refresh_from_db()
    both = refused[0].fields["zone_name"]
    assert {both.mine, both.theirs} == {"清泉里", "松风里"}
    assert both.theirs == application.dossier.zone_name


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_starts_at_the_same_instant_make_one_application(batch, cast, places):
    arguments = {"batch": batch, "organisation": places["unit"]}

    one, other = together(
        lambda: start_application(actor=cast["clerk"], **arguments),
        lambda: start_application(actor=cast["head"], **arguments),
    )

    assert one == other == Application.objects.get()
    assert ScoreSheet.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_save_that_meets_a_submission_waits_and_is_refused(application, cast):
    complete(application)

    with ahead_of(lambda: save(application, cast["clerk"], 1, zone_name="清泉里")) as answers:
        application_lifecycle.perform(
            application, "submit", actor=cast["head"], details={"declared": True}
        )

    (refusal,) = answers
    assert isinstance(refusal, PermissionDenied)
    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == "青岚谷文旅康养示范区"
    assert application.snapshots.get().data["basics"]["zone_name"] == "青岚谷文旅康养示范区"
