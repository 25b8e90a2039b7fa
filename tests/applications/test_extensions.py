"""延期: who may move which date, how far, and what those concerned read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from applications import deadlines
from applications.choices import BatchStatus, Deadline, ReturnCategory, Status
from applications.models import Application, Batch, Extension
from applications.services.extensions import ExtensionRefused, extend
from portal import audit, clock
from portal.models import Notice
from tests.factories.applications import ApplicationFactory, ExtensionFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GROUNDS = {
    "reason": "强降雨影响，材料取得延迟。",
    "document_number": "晋文旅函〔2023〕8号",
    "approved_by": "晋长河",
}


@pytest.fixture
def far(batch, places):
    return ApplicationFactory(batch=batch, organisation=places["far_unit"])


def move(batch, actor, days, kind=Deadline.SUBMISSION, **scope):
    """Move a date to so many days after the planned 市级截止时间."""
    until = batch.city_deadline + days * DAY
    return extend(batch=batch, kind=kind, until=until, actor=actor, **GROUNDS, **scope)


def told(person):
    return [notice.text for notice in Notice.objects.visible_to(person)]


# --- who -------------------------------------------------------------------------------------


def test_city_moves_the_date_of_its_own_units_up_to_the_province_s(batch, application, cast):
    scope = {"kind": Deadline.SUBMISSION, "city": application.city, "actor": cast["city"]}
    (row,) = extend(batch=batch, until=batch.province_deadline, **scope, **GROUNDS)

    assert deadlines.of(application).submission == batch.province_deadline
    assert (row.approved_by, row.document_number) == ("晋长河", "晋文旅函〔2023〕8号")
    assert row.granted_by == cast["city"]
    with pytest.raises(ExtensionRefused, match="请省文化和旅游厅先延长省级截止时间"):
        move(batch, cast["city"], 11, city=application.city)


@pytest.mark.parametrize("who", ["far_city", "clerk", "head", "civil", "chair", "admin", "nobody"])
def test_others_move_nothing(batch, application, cast, who):
    with pytest.raises(PermissionDenied):
        move(batch, cast[who], 2, city=application.city)
    with pytest.raises(PermissionDenied):
        move(batch, cast[who], 2, applications=[application])

    assert not Extension.objects.exists()


@pytest.mark.parametrize("kind", [Deadline.RECOMMENDATION, Deadline.SUPPLEMENT])
def test_city_moves_no_date_of_the_province(batch, application, cast, kind):
    with pytest.raises(PermissionDenied, match="只能由省文化和旅游厅延长"):
        move(batch, cast["city"], 20, kind, applications=[application])


def test_city_moves_nothing_of_the_whole_batch_nor_of_units_elsewhere(
    batch, application, far, cast
):
    with pytest.raises(PermissionDenied, match="只能为本市"):
        move(batch, cast["city"], 2)
    with pytest.raises(PermissionDenied, match="只能为本市"):
        move(batch, cast["city"], 2, applications=[application, far])


# --- how far ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "kind", "sentence"),
    [
        (0, Deadline.SUBMISSION, "新的时间须晚于该时间"),
        (-30, Deadline.SUBMISSION, "新的截止时间须晚于现在"),
        (10, Deadline.RECOMMENDATION, "新的时间须晚于该时间"),
        (12, Deadline.SUPPLEMENT, "补正期限按申报分别延长"),
    ],
)
def test_new_date_lies_after_the_one_in_force(batch, cast, days, kind, sentence):
    with pytest.raises(ExtensionRefused, match=sentence):
        move(batch, cast["province"], days, kind)


def test_correction_in_the_same_scope_may_shorten_and_a_second_click_does_nothing(
    batch, application, cast
):
    move(batch, cast["province"], 5, applications=[application])
    with pytest.raises(ExtensionRefused, match="已经延长至该时间，无须重复办理"):
        move(batch, cast["province"], 5, applications=[application])

    move(batch, cast["province"], 3, applications=[application])

    assert deadlines.of(application).submission == batch.city_deadline + 3 * DAY
    assert application.extensions.count() == 2


def test_correction_counts_after_a_clock_was_set_back(batch, application, cast):
    move(batch, cast["province"], 5, applications=[application])
    with clock.at(clock.now() - DAY):
        move(batch, cast["province"], 3, applications=[application])
    with pytest.raises(ExtensionRefused, match="已经延长至该时间，无须重复办理"):
        move(batch, cast["province"], 3, applications=[application])

    move(batch, cast["province"], 2, applications=[application])

    assert deadlines.of(application).submission == batch.city_deadline + 2 * DAY


def test_among_several_no_date_is_shortened(batch, application, far, cast):
    move(batch, cast["province"], 5, applications=[application])

    with pytest.raises(ExtensionRefused, match="确需改短的，请单独办理延期"):
        move(batch, cast["province"], 3, applications=[application, far])

    assert Extension.objects.get().until == batch.city_deadline + 5 * DAY


def test_date_that_another_scope_governs_is_not_shortened(batch, application, cast):
    move(batch, cast["province"], 5, applications=[application])
    move(batch, cast["province"], 8)

    with pytest.raises(ExtensionRefused, match="“青岚谷康养有限公司”的市级截止时间现为"):
        move(batch, cast["province"], 4, applications=[application])


def test_recommendation_of_a_late_city_opens_the_door_again(batch, application, cast):
    Application.objects.filter(pk=application.pk).update(status=Status.REVIEWED)
    application.refresh_from_db()
    with clock.at(batch.province_deadline + timedelta(minutes=5)):
        assert deadlines.too_late_to_recommend(application, clock.now()) != []

        move(batch, cast["province"], 12, Deadline.RECOMMENDATION, city=application.city)

        assert deadlines.too_late_to_recommend(application, clock.now()) == []


def test_nothing_is_moved_in_a_batch_that_is_evaluated(batch, application, cast):
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.EVALUATING)

    with pytest.raises(ExtensionRefused, match="本批次当前为“评定中”，不能延长省级截止时间"):
        move(batch, cast["province"], 20, Deadline.RECOMMENDATION)


def test_all_or_none_of_several_applications(batch, application, far, cast):
    Application.objects.filter(pk=far.pk).update(status=Status.NOT_RECOMMENDED)
    far.refresh_from_db()

    with pytest.raises(ExtensionRefused, match="“云上泉康养有限公司”当前为“本批未推荐”"):
        move(batch, cast["province"], 2, applications=[application, far])

    assert not Extension.objects.exists()


def test_supplement_is_moved_for_one_application(batch, application, cast):
    Application.objects.filter(pk=application.pk).update(status=Status.PROVINCE_RETURNED, place=1)
    application.refresh_from_db()
    application.return_rounds.create(
        number=1,
        by_province=True,
        category=ReturnCategory.FORMAT,
        note="补盖公章",
        returned_by=cast["province"],
        returned_at=clock.now(),
        due_at=batch.city_deadline,
    )

    move(batch, cast["province"], 3, Deadline.SUPPLEMENT, applications=[application])

    assert deadlines.of(application).supplement == batch.city_deadline + 3 * DAY


# --- who reads of it -------------------------------------------------------------------------


def test_those_concerned_are_told_and_it_is_on_record(batch, application, far, cast):
    move(batch, cast["city"], 2, city=application.city)
    move(batch, cast["province"], 4, applications=[far])

    day = deadlines.spoken(batch.city_deadline + 2 * DAY)
    assert told(cast["clerk"]) == [f"太原市第二批市级截止时间延长至{day}：{GROUNDS['reason']}"]
    assert len(told(cast["city"])) == 1
    assert len(told(cast["far_city"])) == len(told(cast["far_head"])) == 1
    assert audit.history(batch).last().action == "extend"
    assert audit.history(far).last().details["approved_by"] == "晋长河"


# fmt: off
SEEN = [
    # who              batch  taiyuan  datong  unit
    ("province",       True,  True,    True,   True),
    ("clerk",          True,  True,    False,  True),
    ("city",           True,  True,    False,  True),
    ("civil",          True,  True,    False,  False),
    ("far_head",       True,  False,   True,   False),
    ("chair",          True,  False,   False,  False),
    ("civil_reader",   True,  False,   False,  False),
    ("nobody",         False, False,   False,  False),
]
# fmt: on


@pytest.mark.parametrize(("who", "whole", "own", "other", "unit"), SEEN)
def test_each_reads_what_moves_a_date_for_oneself(
    batch, application, cast, datong, who, whole, own, other, unit
):
    rows = {
        ExtensionFactory(batch=batch): whole,
        ExtensionFactory(batch=batch, city=application.city): own,
        ExtensionFactory(batch=batch, city=datong): other,
        ExtensionFactory(batch=batch, application=application): unit,
    }

    seen = set(Extension.objects.visible_to(cast[who]))

    assert seen == {row for row, is_seen in rows.items() if is_seen}


# --- the pages -------------------------------------------------------------------------------


def boxes(until, **changed):
    local = timezone.localtime(until)
    return {
        "kind": "submission",
        "scope": "application",
        "until": f"{local:%Y-%m-%dT%H:%M}",
        **GROUNDS,
        **changed,
    }


def test_extension_is_looked_at_before_it_counts(client, batch, application, cast):
    client.force_login(cast["city"])
    new = reverse("applications:extension_new", args=[batch.pk])
    sent = boxes(batch.city_deadline + 2 * DAY, application=application.pk)

    preview = client.post(new, sent)
    assert preview.status_code == 200
    (shift,) = preview.context["shifts"]
    assert shift.before == batch.city_deadline
    assert not Extension.objects.exists()

    stale = client.post(new, {**sent, "confirmed": "1", "seen": "1"})
    assert (stale.status_code, Extension.objects.count()) == (422, 0)

    client.post(new, {**sent, "confirmed": "1", "seen": preview.context["seen"]})
    row = Extension.objects.get()
    assert (row.application, row.until) == (application, shift.after)

    client.force_login(cast["clerk"])
    page = client.get(application.get_absolute_url()).content.decode()
    assert "已延长至" in page
    assert "批准人晋长河" in page
    shown = client.get(reverse("applications:extensions", args=[batch.pk])).content.decode()
    assert GROUNDS["document_number"] in shown


def test_way_to_an_extension_of_one_unit_is_filled_in(client, batch, application, cast):
    client.force_login(cast["city"])
    due = client.get(application.get_absolute_url()).context["due"]

    form = client.get(due["extend_url"]).context["form"]

    assert form["kind"].value() == "submission"
    assert (form["scope"].value(), form["application"].value()) == (
        "application",
        str(application.pk),
    )
    client.force_login(cast["head"])
    assert client.get(application.get_absolute_url()).context["due"]["extend_url"] == ""


def test_refused_extension_keeps_what_was_typed(client, batch, application, cast):
    client.force_login(cast["city"])
    new = reverse("applications:extension_new", args=[batch.pk])

    response = client.post(
        new, boxes(batch.province_deadline + 2 * DAY, application=application.pk)
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "不能晚于省级截止时间" in page
    assert GROUNDS["reason"] in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("province", 200), ("city", 200), ("clerk", 403), ("civil", 403), ("chair", 403)],
)
def test_page_for_a_new_one_belongs_to_city_and_province(client, batch, cast, who, status):
    client.force_login(cast[who])

    assert client.get(reverse("applications:extension_new", args=[batch.pk])).status_code == status
    assert client.get(reverse("applications:extensions", args=[batch.pk])).status_code == 200


def test_city_is_offered_its_own_units_only(client, batch, application, far, cast):
    client.force_login(cast["city"])

    form = client.get(reverse("applications:extension_new", args=[batch.pk])).context["form"]

    assert list(form.fields["application"].queryset) == [application]
    assert [value for value, _ in form.fields["kind"].choices] == ["submission"]
    assert list(form.fields["city"].queryset) == [application.city]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_constant_queries(client, batch, cast, count, django_assert_num_queries):
    rows = ApplicationFactory.create_batch(count, batch=batch)
    for row in rows:
        ExtensionFactory(batch=batch, application=row)
    client.force_login(cast["province"])
    sent = boxes(batch.city_deadline + 6 * DAY, scope="batch")

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("applications:extensions", args=[batch.pk]))
    with django_assert_num_queries(PREVIEW_QUERIES):
        client.post(reverse("applications:extension_new", args=[batch.pk]), sent)


LIST_QUERIES = 7
PREVIEW_QUERIES = 12
