"""Two people at the same instant, on a database that has two of them."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import nominations, quota
from applications.choices import SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, Batch, Nomination, QuotaBoard
from applications.returns import fingerprint
from applications.services import quota as quota_services
from applications.services import review
from applications.services.dossier import save_section, start_application
from applications.services.stale import mark_of
from portal import audit
from portal.workflow import TransitionRefused
from scoring.lifecycle import sheet_lifecycle
from scoring.services import record_mark
from tests.factories.applications import ApplicationFactory
from tests.factories.content import complete
from tests.paths import REASONS, bring, hand_in_papers, write_review
from tests.races import PATIENCE, ahead_of, together
from tests.returns import note

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


#: What a form carries that was filled from an empty slot.
UNPLACED = mark_of(quota_services.boxes(None))
#: What the form of 推荐报省 asks.
CONFIRMED = {**REASONS, "both_seals": "on"}


def click(user, application, move, **data):
    """A person's own browser, ready to press the button of one move."""
    client = Client()
    client.force_login(user)
    url = reverse("applications:move", args=[application.pk, move])
    return lambda: client.post(url, data)


def states(*applications):
    found = dict(Application.objects.values_list("pk", "status"))
    return sorted(found[application.pk] for application in applications)


@pytest.fixture
def rivals(application, places):
    """Two units of one city, both ready to be recommended for its one place."""
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    for one in (application, other):
        bring(one, to=Status.REVIEWED)
        hand_in_papers(one)
    return application, other


@pytest.fixture
def both_see_it_free(monkeypatch):
    """Nobody writes before both have looked for a free place."""
    barrier, look = threading.Barrier(2), nominations.place_for

    def look_together(application, details):
        place = look(application, details)
        barrier.wait(timeout=PATIENCE)
        return place

    monkeypatch.setattr(nominations, "place_for", look_together)


def test_two_officers_recommend_two_units_of_one_city(cast, rivals, both_see_it_free):
    one, other = rivals

    answers = together(
        click(cast["city"], one, "recommend", **CONFIRMED),
        click(cast["city_colleague"], other, "recommend", **CONFIRMED),
    )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    winner = Application.objects.get(place=1)
    sentences = [problem.text for problem in refused.context["problems"]]
    assert states(one, other) == [Status.RECOMMENDED, Status.REVIEWED]
    assert sentences == [
        f"每市每批次最多推荐1家，本市已推荐“{winner.organisation.name}”，不能再推荐。",
        quota.NO_PLACE,
    ]


def test_two_officers_recommend_the_same_unit(cast, rivals):
    one, _ = rivals

    answers = together(
        click(cast["city"], one, "recommend", **CONFIRMED),
        click(cast["city_colleague"], one, "recommend", **CONFIRMED),
    )

    moved = audit.history(one).filter(action="recommend")
    assert [answer.status_code for answer in answers] == [302, 302]
    assert moved.count() == 1
    assert Application.objects.filter(place__isnull=False).count() == 1


def test_two_places_take_two_units_one_after_the_other(cast, three_places, rivals):
    one, other = rivals

    together(
        click(cast["city"], one, "recommend", **CONFIRMED),
        click(cast["city_colleague"], other, "recommend", **CONFIRMED),
    )

    places = Application.objects.filter(place__isnull=False).values_list("place", flat=True)
    assert sorted(places) in ([1], [1, 2])
    for rival in rivals:
        click(cast["city"], rival, "recommend", **CONFIRMED)()
    assert states(one, other) == [Status.RECOMMENDED, Status.RECOMMENDED]


def test_a_place_that_is_given_back_is_taken_by_one_of_two(cast, rivals):
    """Withdraw and revive: who had it stands in line with the other."""
    one, other = rivals
    click(cast["city"], one, "recommend", **CONFIRMED)()
    click(cast["city"], one, "withdraw_recommendation", note="材料需要补充，先行撤回。")()

    answers = together(
        click(cast["city"], one, "recommend", **CONFIRMED),
        click(cast["city_colleague"], other, "recommend", **CONFIRMED),
    )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert states(one, other) == [Status.RECOMMENDED, Status.REVIEWED]
    assert Nomination.objects.get().application.place == 1


def test_a_place_is_not_free_before_its_release_is_committed(cast, rivals):
    one, other = rivals
    click(cast["city"], one, "recommend", **CONFIRMED)()
    take = click(cast["city_colleague"], other, "recommend", **CONFIRMED)

    with transaction.atomic():
        note = "材料需要补充，先行撤回。"
        one.refresh_from_db()
        application_lifecycle.perform(one, "withdraw_recommendation", actor=cast["city"], note=note)
        early = together(take)[0]

    assert (early.status_code, take().status_code) == (422, 302)
    assert states(one, other) == [Status.RECOMMENDED, Status.REVIEWED]


def test_two_officers_place_two_units_into_one_slot(cast, rivals):
    one, other = rivals

    def put(application, actor):
        reasons = {"reason": "产品成熟。", "higher_reason": "用工更多。"}
        return lambda: quota_services.place_candidate(
            application=application, slot=1, seen=UNPLACED, actor=actor, **reasons
        )

    answers = together(put(one, cast["city"]), put(other, cast["city_colleague"]))

    assert sorted(type(answer).__name__ for answer in answers) == ["BoardRefused", "Nomination"]
    assert Nomination.objects.count() == 1


def test_nobody_is_recommended_while_the_city_states_that_it_recommends_nobody(cast, rivals):
    one, _ = rivals
    statement = {"batch": one.batch, "city": one.city, "reason": "各单位尚不成熟。"}

    together(
        click(cast["city"], one, "recommend", **CONFIRMED),
        lambda: quota_services.state_none(**statement, actor=cast["city_colleague"]),
    )

    one.refresh_from_db()
    stated = QuotaBoard.objects.filter(none_at__isnull=False).exists()
    assert stated is (one.place is None)


def test_the_quota_and_an_application_of_another_one_do_not_meet(batch, cast, places):
    """A batch that is changed while its first application comes in."""
    start = {"batch": batch, "organisation": places["unit"], "actor": cast["clerk"]}

    with ahead_of(lambda: Batch.objects.filter(pk=batch.pk).update(quota=2)) as answers:
        start_application(**start)

    assert [type(answer) for answer in answers] == [IntegrityError]
    assert Batch.objects.get().quota == Application.objects.get().quota == 1


def test_two_submissions_make_one_version(cast, application):
    complete(application)

    answers = together(
        click(cast["head"], application, "submit", declared="on"),
        click(cast["head"], application, "submit", declared="on"),
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert application.snapshots.count() == 1
    assert audit.history(application).filter(action="submit").count() == 1
    assert cast["city"].notices.count() == 1


def test_a_save_that_waits_for_the_submission_is_refused(cast, application):
    complete(application)
    application.refresh_from_db()
    version = application.sections.get(name=SectionName.BASICS).version
    address = application.dossier.address

    def save():
        return save_section(
            application=Application.objects.get(pk=application.pk),
            name=SectionName.BASICS,
            values={"address": "另一个地址"},
            version=version,
            actor=cast["clerk"],
        )

    with ahead_of(save) as answers:
        application_lifecycle.perform(
            application, "submit", actor=cast["head"], details={"declared": True}
        )

    assert [type(answer) for answer in answers] == [PermissionDenied]
    application.dossier.refresh_from_db()
    assert application.dossier.address == address
    assert application.snapshots.get().data["basics"]["address"] == address


def test_a_mark_that_waits_for_the_lock_of_its_sheet_is_refused(cast, application):
    bring(application, to=Status.REVIEWING)
    sheet = application.first_review
    mark = sheet.marks.first()
    sheet.marks.update(value=0)

    def give_blank():
        number, actor = mark.leaf.number, cast["city_colleague"]
        return record_mark(sheet=sheet, number=number, value=None, actor=actor, version=0)

    with ahead_of(give_blank) as answers:
        sheet_lifecycle.perform(sheet, "lock", actor=cast["city"])

    assert "已锁定" in str(answers[0])
    mark.refresh_from_db()
    assert mark.value == 0


def test_a_return_and_a_cosign_request_at_once_make_one_of_both(cast, application):
    bring(application, to=Status.REVIEWING)
    write_review(application)

    answers = together(
        lambda: application_lifecycle.perform(
            Application.objects.get(pk=application.pk), "request_cosign", actor=cast["city"]
        ),
        click(
            cast["city_colleague"],
            application,
            "return_to_unit",
            category="content",
            note="请补充近一年的经营数据和佐证材料。",
        ),
    )

    application.refresh_from_db()
    moves = audit.history(application).filter(action__in=["request_cosign", "return_to_unit"])
    assert moves.count() == 1
    assert application.status in (Status.COSIGNING, Status.CITY_RETURNED)
    if application.status == Status.CITY_RETURNED:
        assert isinstance(answers[0], TransitionRefused)


def test_two_officers_open_the_same_box_at_once(cast, application):
    bring(application, to=Status.REVIEWING)

    def save(user, text):
        return lambda: review.save_opinion(
            application=application, values={"text": text}, version=0, actor=user
        )

    answers = together(save(cast["city"], "甲的意见。"), save(cast["city_colleague"], "乙的意见。"))

    kinds = sorted(type(answer).__name__ for answer in answers)
    application.opinion.refresh_from_db()
    assert kinds == ["EditConflict", "Section"]
    assert application.opinion.text in ("甲的意见。", "乙的意见。")
    assert application.sections.get(name=SectionName.OPINION).version == 1


def test_two_officers_return_one_report_once(application, cast):
    """Two windows send the same two points: one round, and whoever comes later is told."""
    bring(application, to=Status.SUBMITTED)
    for section in (SectionName.BASICS, SectionName.STAFFING):
        note(application, cast["city"], section)
    noted = fingerprint(application.return_points.all())
    sent = {"category": "other", "note": "请按各处意见逐项修改。", "due_at": "", "seen": noted}
    sent["due_at"] = f"{timezone.localtime(application.batch.city_deadline):%Y-%m-%dT%H:%M}"

    together(
        click(cast["city"], application, "return_to_unit", **sent),
        click(cast["city_colleague"], application, "return_to_unit", **sent),
    )

    assert states(application) == [Status.CITY_RETURNED]
    assert application.return_rounds.get().points.count() == 2
