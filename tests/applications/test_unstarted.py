"""Units that may apply and have not begun: who sees them, who urges them, and that it is on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import unstarted
from applications.choices import BatchStatus, Deadline, UrgeAbout
from applications.models import Batch, Urge
from applications.services import urging
from applications.services.dossier import start_application
from applications.services.urging import targets_unstarted
from portal import clock
from portal.choices import OrganisationKind, OrganisationStanding
from portal.models import AuditEntry, Mail, Notice, User
from tests.factories.applications import BatchFactory, ExtensionFactory
from tests.factories.portal import CountyFactory, OrganisationFactory
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LIST = "/applications/"


def page(batch):
    return reverse("applications:unstarted", args=[batch.pk])


def bulk(batch):
    return reverse("applications:unstarted_urge", args=[batch.pk])


def told(response):
    return [str(message) for message in response.context["messages"]]


def names(rows):
    return [unit.name for unit in rows]


def urge_unstarted(*, batch, organisation, note, actor):
    """What was sent to one unit; None where there was nobody to urge."""
    found = urging.urge_unstarted(batch, [organisation], note=note, actor=actor)
    return next(iter(found), None)


def readers():
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


@pytest.fixture
def unit(places):
    """Of the city, with an account, not begun."""
    return places["other_unit"]


# --- who is one ------------------------------------------------------------------------------

# fmt: off
SEEN = [
    # who               whose
    ("city",            ["松涛里康养有限公司"]),
    ("city_colleague",  ["松涛里康养有限公司"]),
    ("far_city",        ["云上泉康养有限公司"]),
    ("province",        ["松涛里康养有限公司", "云上泉康养有限公司"]),
    ("civil",           []),
    ("clerk",           []),
    ("civil_reader",    []),
    ("chair",           []),
    ("admin",           []),
    ("nobody",          []),
]
# fmt: on


@pytest.mark.parametrize(("who", "whose"), SEEN)
def test_each_knows_of_whom_each_may_urge(application, cast, who, whose):
    assert names(unstarted.of(application.batch, cast[who])) == whose
    assert dict(unstarted.counts(cast[who])).get(application.batch, 0) == len(whose)


def test_who_has_begun_ended_or_may_not_apply_is_none(batch, cast, places, taiyuan):
    OrganisationFactory(name="停用单位", city=taiyuan, standing=OrganisationStanding.DISABLED)
    OrganisationFactory(name="示范区", city=taiyuan, kind=OrganisationKind.ZONE)
    before = names(unstarted.of(batch, cast["city"]))

    start_application(batch=batch, organisation=places["unit"], actor=cast["head"])

    assert before == ["松涛里康养有限公司", "青岚谷康养有限公司"]
    assert names(unstarted.of(batch, cast["city"])) == ["松涛里康养有限公司"]


@pytest.mark.parametrize("status", [s for s in BatchStatus if s != BatchStatus.OPEN])
def test_only_an_open_batch_waits_for_anybody(application, cast, status):
    Batch.objects.update(status=status)
    application.batch.refresh_from_db()

    assert not unstarted.of(application.batch, cast["province"]).exists()
    assert unstarted.counts(cast["province"]) == []


def test_before_its_first_day_nobody_is_late_to_begin(application, cast):
    with clock.at(application.batch.opens_at - timedelta(seconds=1)):
        assert not unstarted.of(application.batch, cast["city"]).exists()


# --- 催办 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "about", "reached", "says", "leads"),
    [
        ("city", UrgeAbout.START, ["other_head"], "本单位尚未开始填报，请登录后开始填报", LIST),
        (
            "province",
            UrgeAbout.UNITS,
            ["city", "city_colleague"],
            "1家单位（松涛里康养有限公司）尚未提交，请督促。",
            None,
        ),
    ],
)
def test_whoever_can_do_something_is_reached_once_a_day(
    batch, cast, unit, who, about, reached, says, leads
):
    wanted = {"batch": batch, "organisation": unit.pk, "actor": cast[who]}

    sent = urge_unstarted(**wanted, note="请尽快决定是否申报。")
    again = urge_unstarted(**wanted, note="")

    assert (sent.about, sent.refusal) == (about, "")
    assert again.refusal == "今天已催办过，请明天再催。"
    assert readers() == reached
    notice = Notice.objects.first()
    assert notice.text.startswith(f"{cast[who].organisation.name}催办：第二批市级截止时间为")
    assert says in notice.text
    assert notice.text.endswith("附言：请尽快决定是否申报。")
    assert notice.url == (leads or page(batch))
    row = Urge.objects.get()
    assert (row.application, row.batch, row.organisation) == (None, batch, unit)
    assert (row.recipients, row.sent_by, str(row)) == (
        len(reached),
        cast[who],
        f"松涛里康养有限公司：{about.label}",
    )
    entry = AuditEntry.objects.get(action="urge")
    assert (entry.target_type, entry.details["unit"]) == ("applications.batch", unit.name)
    with clock.at(clock.now() + timedelta(days=1)):
        assert urge_unstarted(**wanted, note="").refusal == ""


def test_reminder_goes_out_by_mail_as_well_and_marks_a_rehearsal(batch, cast, unit, settings):
    User.objects.filter(pk=cast["other_head"].pk).update(email="xue@example.cn")
    Batch.objects.update(is_rehearsal=True)
    batch.refresh_from_db()
    settings.SENDS_MAIL = True

    urge_unstarted(batch=batch, organisation=unit.pk, note="", actor=cast["city"])

    assert Notice.objects.get().text.startswith("【演练】太原市文化和旅游局催办：")
    assert Mail.objects.get().recipient == cast["other_head"]


def test_after_the_deadline_an_extension_of_the_city_comes_first(batch, cast, unit):
    with clock.at(batch.city_deadline + timedelta(hours=1)):
        [late] = targets_unstarted(batch, [unit.pk], cast["city"])
        until = batch.city_deadline + timedelta(days=2)
        ExtensionFactory(batch=batch, city=unit.city, kind=Deadline.SUBMISSION, until=until)
        [in_time] = targets_unstarted(batch, [unit.pk], cast["city"])

    assert late.refusal == "截止时间已过，需要继续办理的请先延期。"
    assert in_time.refusal == ""


def test_unit_without_an_account_is_not_urged(batch, cast, taiyuan):
    lonely = OrganisationFactory(name="无账号单位", city=taiyuan)

    sent = urge_unstarted(batch=batch, organisation=lonely.pk, note="", actor=cast["city"])

    assert sent.refusal == "没有可以接收消息的账号，请另行联系。"
    assert not Urge.objects.exists()


@pytest.mark.parametrize("who", ["far_city", "civil", "clerk", "civil_reader", "chair", "admin"])
def test_others_find_nobody_to_urge(batch, cast, unit, who):
    wanted = {"batch": batch, "organisation": unit.pk, "note": "", "actor": cast[who]}

    assert urge_unstarted(**wanted) is None
    assert not Notice.objects.exists()


def test_right_is_asked_once_more_when_it_goes_out(batch, cast, unit, monkeypatch):
    monkeypatch.setattr(unstarted, "is_province", lambda user: True)

    with pytest.raises(PermissionDenied, match="只有本市文化和旅游局"):
        urge_unstarted(batch=batch, organisation=unit.pk, note="", actor=cast["civil"])


def test_who_has_begun_meanwhile_is_not_urged_to_begin(batch, cast, unit):
    start_application(batch=batch, organisation=unit, actor=cast["other_head"])

    assert urge_unstarted(batch=batch, organisation=unit.pk, note="", actor=cast["city"]) is None


@pytest.mark.parametrize("item_count", [1, 3])
def test_targets_query_count(batch, cast, places, taiyuan, item_count, django_assert_num_queries):
    units = [places["unit"], *OrganisationFactory.create_batch(2, city=taiyuan)][:item_count]
    actor = User.objects.get(pk=cast["city"].pk)

    # memberships, units, extensions, directory, known keys
    with django_assert_num_queries(5):
        found = targets_unstarted(batch, [one.pk for one in units], actor)

    assert len(found) == item_count


# --- pages ------------------------------------------------------------------------------------


def test_list_leads_to_them_with_their_number_even_when_nobody_has_begun(client, batch, cast):
    client.force_login(cast["city"])

    tab = client.get(LIST).context["tabs"][-1]
    shown = client.get(tab.url)

    assert (tab.label, tab.count, tab.url) == ("尚未申报", 2, page(batch))
    assert shown.context["paginator"].count == 2
    assert [one.label for one in shown.context["tabs"] if one.is_current] == ["尚未申报"]
    assert page(batch) in client.get(batch.get_absolute_url()).content.decode()


def test_two_open_batches_are_told_apart(client, batch, cast):
    other = BatchFactory(ruleset=batch.ruleset, name="第三批", status=BatchStatus.OPEN)
    client.force_login(cast["city"])

    both = client.get(LIST).context["tabs"]
    chosen = client.get(LIST, {"batch": other.pk}).context["tabs"]

    assert {tab.label for tab in both[-2:]} == {f"尚未申报（{batch}）", f"尚未申报（{other}）"}
    assert (chosen[-1].label, chosen[-1].url) == ("尚未申报", page(other))


@pytest.mark.parametrize("who", ["clerk", "civil", "civil_reader"])
def test_list_of_others_says_nothing_of_them(client, batch, cast, who):
    client.force_login(cast[who])

    assert "尚未申报" not in client.get(LIST).content.decode()
    assert page(batch) not in client.get(batch.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "query", "found"),
    [
        ("province", "", ["松涛里康养有限公司", "青岚谷康养有限公司", "云上泉康养有限公司"]),
        ("province", "city=140200", ["云上泉康养有限公司"]),
        ("province", "text=松涛", ["松涛里康养有限公司"]),
        ("province", "text=青岚谷", ["青岚谷康养有限公司"]),
        ("province", "county=140105", ["松涛里康养有限公司"]),
        ("province", "city=990000", []),
        ("city", "", ["松涛里康养有限公司", "青岚谷康养有限公司"]),
        ("city", "city=140200", ["松涛里康养有限公司", "青岚谷康养有限公司"]),
    ],
)
def test_address_says_which(client, batch, cast, unit, taiyuan, who, query, found):
    unit.county = CountyFactory(parent=taiyuan, code="140105")
    unit.save()
    client.force_login(cast[who])

    response = client.get(f"{page(batch)}?{query}")

    assert [line.unit.name for line in response.context["object_list"]] == found
    assert ("不能使用" in response.content.decode()) is (query == "city=140200" and who == "city")


@pytest.mark.parametrize("item_count", [1, 3])
def test_page_query_count(client, batch, cast, taiyuan, item_count, django_assert_num_queries):
    for county in CountyFactory.create_batch(item_count, parent=taiyuan):
        OrganisationFactory(city=taiyuan, county=county)
    client.force_login(cast["city"])
    client.get(page(batch))

    with django_assert_num_queries(PAGE_QUERIES):
        response = client.get(page(batch))

    assert len(response.context["object_list"]) == item_count + 2


# session, user, memberships, the batch, how many, units, dates, last reminders, the batch and the
# counts of the tabs, those that have not begun, counties, unread notices
PAGE_QUERIES = 13


def test_ticked_ones_are_shown_and_then_urged(client, batch, cast, unit, places):
    client.force_login(cast["city"])

    preview = client.post(bulk(batch), {"pick": [unit.pk], "query": "text=松涛"})
    none_yet = Urge.objects.exists()
    sent = {
        "query": preview.context["query"],
        "shown": preview.context["shown"],
        "note": "请速办。",
    }
    done = client.post(bulk(batch), sent, follow=True)
    again = client.post(bulk(batch), {"pick": [unit.pk], "query": ""})

    assert preview.context["question"] == "将催办1家。"
    assert "开始填报" in preview.content.decode()
    assert not none_yet
    assert told(done) == ["已催办1家。"]
    assert done.redirect_chain[0][0].startswith(f"{page(batch)}?text=")
    [line] = done.context["object_list"]
    assert line.urged.note == "请速办。"
    assert again.status_code == 422
    assert "今天已催办过，请明天再催。" in again.content.decode()


def test_all_means_what_the_filter_finds_and_the_rest_is_told(client, batch, cast, taiyuan):
    OrganisationFactory(name="无账号单位", city=taiyuan)
    client.force_login(cast["city"])

    preview = client.post(bulk(batch), {"all": "on", "query": ""})

    assert preview.context["question"] == "将催办2家，1家不办理。"
    assert preview.context["consequences"] == [
        "1家不办理（无账号单位）：没有可以接收消息的账号，请另行联系。"
    ]


def test_preview_of_another_batch_confirms_nothing(client, batch, cast, unit):
    other = BatchFactory(ruleset=batch.ruleset, name="第三批", status=BatchStatus.OPEN)
    client.force_login(cast["city"])
    preview = client.post(bulk(batch), {"pick": [unit.pk], "query": ""})

    done = client.post(bulk(other), {"shown": preview.context["shown"], "query": ""}, follow=True)

    assert told(done) == ["预览已过期，请重新选择后办理。"]
    assert not Urge.objects.exists()


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("clerk", {"all": "on"}, 403),
        ("civil", {"all": "on"}, 403),
        ("chair", {"all": "on"}, 403),
        ("city", {}, 302),
        ("city", {"all": "on", "query": "county=999"}, 400),
        ("city", {"all": "on", "query": "holder=unit"}, 400),
        ("city", {"all": "on", "query": "text=没有这家"}, 404),
        ("city", {"pick": "x"}, 404),
    ],
)
def test_what_is_refused(client, batch, cast, who, sent, status):
    client.force_login(cast[who])

    assert client.post(bulk(batch), sent).status_code == status


def test_unit_of_another_city_is_not_even_found(client, batch, cast, places):
    client.force_login(cast["city"])

    assert client.post(bulk(batch), {"pick": [places["far_unit"].pk]}).status_code == 404


# --- the log ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("other_head", ["开始填报"]),
        ("city", ["督促本市单位提交", "开始填报"]),
        ("province", ["督促本市单位提交", "开始填报"]),
        ("far_city", []),
        ("civil", []),
        ("clerk", []),
    ],
)
def test_log_tells_each_what_concerns_them(client, batch, cast, unit, who, seen):
    for actor in ("city", "province"):
        urge_unstarted(batch=batch, organisation=unit.pk, note="", actor=cast[actor])
    client.force_login(cast[who])

    rows = client.get(reverse("applications:batch_urges", args=[batch.pk]))

    assert sorted(row.get_about_display() for row in rows.context["object_list"]) == sorted(seen)
    assert ("松涛里康养有限公司" in rows.content.decode()) is bool(seen)


def test_what_went_before_stays_with_the_application(client, batch, cast, unit):
    urge_unstarted(batch=batch, organisation=unit.pk, note="", actor=cast["city"])
    made = start_application(batch=batch, organisation=unit, actor=cast["other_head"])
    client.force_login(cast["city"])

    rows = client.get(reverse("applications:urges", args=[made.pk])).context["object_list"]

    assert [row.about for row in rows] == [UrgeAbout.START]


# --- at once ------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_send_once(batch, cast, unit):
    wanted = {"batch": batch, "organisation": unit.pk, "note": ""}
    officers = (cast["city"], cast["city_colleague"])

    clicks = together(*(lambda one=one: urge_unstarted(**wanted, actor=one) for one in officers))

    assert sorted(bool(click.refusal) for click in clicks) == [False, True]
    assert Urge.objects.count() == 1
