"""异议 in the office: who learns of it, and what is done with it by two officers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.choices import BatchStatus, ObjectionChannel, ObjectionOutcome, Status
from applications.models import Batch, Objection
from applications.services import objections
from portal import audit, clock
from portal.editing import EditConflict
from portal.models import Notice, User
from portal.services import add_membership
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.races import together

pytestmark = pytest.mark.django_db

SAID = {
    "application": None,
    "name": "龚正言",
    "contact": "0351-0000001",
    "text": "名单中一家单位的占地面积与公开资料不一致，请核查。",
}
DEEDS = ("assign", "answer", "release", "reopen")


@pytest.fixture
def batch(db):
    today = clock.today()
    period = {"publicity_from": today, "publicity_to": today}
    return BatchFactory(name="第二批", status=BatchStatus.PUBLICISED, **period)


@pytest.fixture
def listed(batch, cast, places):
    """The unit of ``head`` on the public list."""
    organisation = places["unit"]
    return ApplicationFactory(
        batch=batch,
        organisation=organisation,
        status=Status.PUBLICISED,
        place=1,
        dossier__zone_name="青岚谷",
    )


@pytest.fixture
def objection(batch, cast):
    return objections.receive(batch=batch, values=SAID, number="2026-AAAA-BBBB")


@pytest.fixture
def colleague(cast, places):
    user = User.objects.create(username="colleague", name="严守正", must_change_password=False)
    add_membership(user=user, organisation=places["province_culture"], role="province_officer")
    return user


def answered(objection, cast, outcome=ObjectionOutcome.DISMISSED):
    values = {"outcome": outcome, "answer": "经核查，面积以勘测定界报告为准。"}
    objection.refresh_from_db()
    return objections.answer(
        objection=objection, values=values, seen=objection.version, actor=cast["province"]
    )


def pages(objection):
    batch = [objection.batch_id]
    names = ("objections", "objection_new", "objection_register")
    deeds = [reverse(f"applications:objection_{deed}", args=[objection.pk]) for deed in DEEDS]
    return [
        *(reverse(f"applications:{name}", args=batch) for name in names),
        objection.get_absolute_url(),
        *deeds,
    ]


# --- who -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["head", "city", "civil", "chair", "finance_reader", "admin"])
def test_nobody_but_the_province_learns_that_one_came_in(client, cast, listed, objection, who):
    client.force_login(cast[who])

    answers = {client.get(page).status_code for page in pages(objection)}
    seen = client.get(f"/applications/batches/{listed.batch_id}/").content.decode()

    assert answers <= {403, 404}
    assert "公示异议" not in seen
    assert list(Notice.objects.values_list("recipient__username", flat=True)) == ["province"]


def test_services_ask_too(cast, batch, objection):
    for deed in (
        lambda who: objections.register(batch=batch, values=SAID, actor=who),
        lambda who: objections.assign(objection=objection, officer=who, seen=0, actor=who),
        lambda who: objections.answer(objection=objection, values={}, seen=0, actor=who),
        lambda who: objections.release(objection=objection, seen=0, actor=who),
        lambda who: objections.reopen(objection=objection, note="重新核查。", actor=who),
    ):
        with pytest.raises(PermissionDenied, match="只有省文化和旅游厅可以办理"):
            deed(cast["city"])


# --- from the letter to the answer --------------------------------------------------------


def test_a_letter_is_registered_assigned_answered_and_released(client, cast, listed, colleague):
    client.force_login(cast["province"])
    typed = {
        "channel": "letter",
        "received_at": "2026-08-01T09:00",
        "name": "龚正言",
        "contact": "太原市迎泽大街0号",
        "application": listed.pk,
        "text": SAID["text"],
    }

    made = client.post(f"/applications/batches/{listed.batch_id}/objections/new/", typed)
    objection = Objection.objects.get()
    page = objection.get_absolute_url()
    client.post(f"{page}assign/", {"officer": colleague.pk, "version": 0})
    client.post(f"{page}answer/", {"outcome": "upheld", "answer": "经核查属实。", "version": 1})
    shown = client.get(f"{page}release/").content.decode()
    client.post(f"{page}release/", {"version": 2})

    objection.refresh_from_db()
    assert made.url == page
    assert (objection.channel, objection.application) == (ObjectionChannel.LETTER, listed)
    assert (objection.assigned_to, objection.outcome) == (colleague, ObjectionOutcome.UPHELD)
    assert objection.received_by == objection.answered_by == cast["province"]
    assert objection.released_at is not None
    assert "异议成立" in shown
    assert [entry.label for entry in audit.history(objection)] == [
        "收到异议",
        "交办异议",
        "记录核查结论和答复",
        "异议办结",
    ]
    assert [notice.text.partition("（")[0] for notice in colleague.notices.order_by("pk")] == [
        "第二批公示期间收到异议",
        "第二批公示异议",
    ]


def test_the_register_holds_every_word_and_says_who_looked(client, cast, objection):
    answered(objection, cast)
    client.force_login(cast["province"])

    page = client.get(pages(objection)[2]).content.decode()

    assert all(word in page for word in ("龚正言", SAID["text"], "以勘测定界报告为准"))
    assert audit.history(objection.batch).last().action == "read_objections"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"received_at": "2099-01-01T09:00"}, "received_at", "收到时间不能晚于现在，请核对。"),
        (
            {"received_at": "0001-01-01T00:00"},
            "received_at",
            "年份应为2000至2100，现为1，请核对。",
        ),
        ({"channel": "online"}, "channel", None),
        ({"text": "不好"}, "text", "不少于10个字，请写清楚情况。"),
    ],
)
def test_registration_refuses_and_keeps_what_was_typed(
    client, cast, batch, changes, field, sentence
):
    client.force_login(cast["province"])
    typed = {**SAID, "application": "", "channel": "visit", "received_at": "2026-08-01T09:00"}

    page = f"/applications/batches/{batch.pk}/objections/new/"
    response = client.post(page, {**typed, **changes})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence is None or response.context["form"].errors[field] == [sentence]
    assert response.context["form"]["name"].value() == "龚正言"


def test_nothing_is_registered_after_publication(cast, batch):
    Batch.objects.update(status=BatchStatus.PUBLISHED)

    with pytest.raises(objections.ObjectionRefused, match="不在公示中"):
        objections.register(
            batch=batch,
            values={**SAID, "channel": "letter", "received_at": clock.now()},
            actor=cast["province"],
        )


# --- two officers, two clicks --------------------------------------------------------------


def test_the_second_officer_sees_both_texts(client, cast, objection):
    client.force_login(cast["province"])
    answered(objection, cast)
    page = f"{objection.get_absolute_url()}answer/"
    mine = {"outcome": "upheld", "answer": "经核查，异议成立。", "version": 0}

    refused = client.post(page, mine)

    fields = refused.context["conflict"].fields
    assert {name: (field.mine, field.theirs) for name, field in fields.items()} == {
        "outcome": ("异议成立", "异议不成立"),
        "answer": ("经核查，异议成立。", "经核查，面积以勘测定界报告为准。"),
    }
    client.post(page, {**mine, "version": refused.context["version"]})
    objection.refresh_from_db()
    assert objection.outcome == ObjectionOutcome.UPHELD


def test_what_changed_since_it_was_read_is_not_released(cast, objection):
    read = answered(objection, cast).version
    answered(objection, cast, ObjectionOutcome.UPHELD)

    with pytest.raises(EditConflict):
        objections.release(objection=objection, seen=read, actor=cast["province"])


def test_release_wants_an_answer_and_happens_once(cast, objection):
    with pytest.raises(objections.ObjectionRefused, match="请记录后再办结"):
        objections.release(objection=objection, seen=0, actor=cast["province"])
    seen = answered(objection, cast).version

    first = objections.release(objection=objection, seen=seen, actor=cast["province"])
    again = objections.release(objection=objection, seen=seen, actor=cast["province"])

    assert first.released_at == again.released_at
    assert audit.history(objection).filter(action="release_objection").count() == 1
    with pytest.raises(objections.ObjectionRefused, match="已办结"):
        answered(objection, cast)


def test_a_released_one_is_taken_up_again_with_a_reason_until_publication(cast, objection):
    seen = answered(objection, cast).version
    deed = {"objection": objection, "actor": cast["province"]}
    objections.release(seen=seen, **deed)

    opened = objections.reopen(note="异议人补充了材料。", **deed)
    released = objections.release(seen=opened.version, **deed)
    Batch.objects.update(status=BatchStatus.PUBLISHED)

    assert opened.released_at is None
    assert released.answer == "经核查，面积以勘测定界报告为准。"
    with pytest.raises(objections.ObjectionRefused, match="不能重新核查"):
        objections.reopen(note="异议人补充了材料。", **deed)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_kept_and_the_other_shown(cast, objection):
    def say(text):
        values = {"outcome": ObjectionOutcome.DISMISSED, "answer": text}
        return objections.answer(objection=objection, values=values, seen=0, actor=cast["province"])

    said = together(lambda: say("面积属实。"), lambda: say("面积有误。"))

    objection.refresh_from_db()
    kept = [answer for answer in said if isinstance(answer, Objection)]
    assert [answer.answer for answer in kept] == [objection.answer]
    assert [type(answer) for answer in said if answer not in kept] == [EditConflict]
    assert objection.version == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    client, cast, batch, django_assert_num_queries, count
):
    for number in range(count):
        objections.receive(batch=batch, values=SAID, number=f"2026-{number}")
    client.force_login(cast["province"])

    with django_assert_num_queries(6):
        response = client.get(f"/applications/batches/{batch.pk}/objections/")

    assert len(response.context["rows"]) == count
