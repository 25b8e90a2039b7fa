"""形式审查 on its pages: one list for all who may read it, the panel of a part, closed places."""

import re

import pytest
from django.urls import reverse

from applications.choices import Binding, SectionName, Status
from applications.models import Attachment
from applications.places import section_url
from portal import clock
from tests import returns
from tests.factories.content import complete, hand_in_scan, put_file
from tests.paths import bring

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}


def address(application, *part):
    return reverse(
        "applications:part_checks" if part else "applications:checks", args=[application.pk, *part]
    )


def read_by(client, application, user):
    client.force_login(user)
    return client.get(address(application)).context["parts"]


def listed(client, application, user):
    """(part, is a reminder, sentence) as the page shows them."""
    parts = read_by(client, application, user)
    return [(part.section, one.is_warning, one.text) for part in parts for one in part.findings]


def set_fields(application, **fields):
    for name, value in fields.items():
        setattr(application.dossier, name, value)
    application.dossier.save()


def test_checks_list_everything_with_its_place(client, application, cast):
    complete(application)
    set_fields(application, credit_code="", visits_year=10)
    client.force_login(cast["clerk"])

    response = client.get(address(application))

    basics = reverse("applications:section", args=[application.pk, "basics"])
    (part,) = response.context["parts"]
    assert [one.url for one in part.stopping] == [f"{basics}#id_credit_code"]
    assert len(part.reminding) == 2
    shown = response.content.decode()
    assert f'href="{basics}#id_credit_code"' in shown
    assert 'id="part-basics"' in shown
    assert "阻断" in shown
    assert "提醒" in shown


def test_unit_and_city_read_the_same_list(client, application, cast):
    lists = [listed(client, application, cast[who]) for who in ("clerk", "city")]

    assert lists[0] == lists[1]
    assert len(lists[0]) > 20


def test_province_reads_the_same_list_once_it_is_submitted(client, application, cast):
    client.force_login(cast["province"])
    draft = client.get(address(application))
    bring(application, to=Status.SUBMITTED)
    set_fields(application, visits_year=10)

    lists = [listed(client, application, cast[who]) for who in ("clerk", "city", "province")]

    assert draft.status_code == 403
    assert lists[0] == lists[1] == lists[2]
    assert [section for section, *_ in lists[0]] == [SectionName.BASICS] * 2


def test_nothing_to_mend_is_said(client, application, cast):
    complete(application)
    client.force_login(cast["clerk"])

    response = client.get(address(application))

    assert response.context["parts"] == []
    assert "没有阻断提交的事项。" in response.content.decode()


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "outsider"])
def test_foreign_checks_are_not_found(client, application, cast, who):
    client.force_login(cast[who])

    answers = [client.get(address(application, *part)) for part in ((), ("basics",))]

    assert [answer.status_code for answer in answers] == [404, 404]


# --- the panel of a part -----------------------------------------------------------------


def test_panel_stands_beside_the_part_and_is_asked_for_anew(client, application, cast):
    complete(application)
    set_fields(application, email="", head_name="", visits_year=10)
    client.force_login(cast["clerk"])
    page = client.get(reverse("applications:section", args=[application.pk, "declaration"]))
    set_fields(application, head_name="梁云舟")

    answer = client.get(address(application, "declaration"), headers=FETCH).json()

    assert "请填写申请单位负责人姓名。" in page.content.decode()
    assert "请填写电子邮箱" not in page.content.decode()
    assert "本部分没有需要处理的事项。" in answer.pop("panel")
    assert answer == {
        "stopping": 0,
        "reminding": 0,
        "total": {"stopping": 1, "reminding": 2},
    }


@pytest.mark.parametrize(
    ("section", "there", "everywhere"),
    [
        ("declaration", "请填写申请单位负责人姓名。", "一、评定申请：请填写申请单位负责人姓名。"),
        ("direction", "尚未填写。", "二（四）发展方向尚未填写。"),
        ("investment", "尚未填写，请至少填写一行。", "投资明细表尚未填写，请至少填写一行。"),
    ],
)
def test_part_is_named_in_the_list_and_not_on_its_own_page(
    client, application, cast, section, there, everywhere
):
    complete(application)
    application.investment_lines.all().delete()
    set_fields(application, head_name="", direction="")
    client.force_login(cast["clerk"])

    page, again, whole = (
        re.findall(r"<li>.*?>([^<>]+)</a>", text)
        for text in (
            client.get(section_url(application, SectionName(section)))
            .text.partition("data-findings-body")[2]
            .partition("</details>")[0],
            client.get(address(application, section), headers=FETCH).json()["panel"],
            client.get(address(application)).text,
        )
    )

    assert page == again
    assert page == [there]
    assert everywhere in whole


def test_panel_opened_as_a_page_leads_to_the_list(client, application, cast):
    client.force_login(cast["clerk"])

    answers = [client.get(address(application, part)) for part in ("basics", "nothing")]

    assert answers[0].url == f"{address(application)}#part-basics"
    assert answers[1].status_code == 404


@pytest.mark.parametrize("name", ["investment", "staffing", "attachments"])
def test_every_page_of_the_unit_has_its_panel(client, application, cast, name):
    pages = []
    for who in ("clerk", "city"):
        client.force_login(cast[who])
        page = client.get(reverse(f"applications:{name}", args=[application.pk]))
        pages.append(f'data-findings="{address(application, name)}"' in page.content.decode())

    assert pages == [True, True]


def test_desk_has_its_panel_in_the_self_check_alone(client, application, cast):
    bring(application, to=Status.REVIEWING)
    client.force_login(cast["city"])

    pages = [
        client.get(reverse("applications:sheet", args=[application.pk, column]), follow=True)
        for column in ("self_check", "first_review")
    ]

    assert ["data-findings=" in page.content.decode() for page in pages] == [True, False]


# --- what a return has not opened, what is not to be told --------------------------------


def test_closed_place_is_said_instead_of_a_link(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    returns.note(application, cast["city"], SectionName.INVESTMENT)
    returns.send(application, cast["city"])
    set_fields(application, visits_year=10, email="", invested_wan=None, head_name="")
    Attachment.objects.filter(item__code="3.3").update(replaced_at=clock.now())
    client.force_login(cast["clerk"])

    parts = client.get(address(application)).context["parts"]

    closed = {part.section for part in parts if not all(one.url for one in part.findings)}
    assert {part.section for part in parts} - closed == {SectionName.BASICS}  # goes with the table
    assert closed == {SectionName.DECLARATION, SectionName.ATTACHMENTS}
    assert all(one.url for part in read_by(client, application, cast["city"]) for one in part.shown)


def test_scan_of_another_version_stops_where_the_next_move_needs_it(client, application, cast):
    bring(application, to=Status.REVIEWING)
    hand_in_scan(application, Binding.SUBMISSION)
    Attachment.objects.filter(item__binding=Binding.SUBMISSION).update(bound_digest="0" * 64)
    before = listed(client, application, cast["city"])

    bring(application, to=Status.REVIEWED)

    after = listed(client, application, cast["city"])
    assert [is_warning for _, is_warning, _ in before] == [True]
    assert [is_warning for _, is_warning, _ in after] == [False]
    assert after[0][2].startswith(
        "“1 《文旅康养示范区评定申请报告书》签字盖章扫描件”不是当前提交版本"
    )


def test_stale_opinion_scan_is_not_told_before_the_unit_sees_the_review(client, application, cast):
    bring(application, to=Status.COSIGNING)
    hand_in_scan(application, Binding.REVIEW)
    Attachment.objects.filter(item__binding=Binding.REVIEW).update(bound_digest="0" * 64)

    seen = [len(listed(client, application, cast[who])) for who in ("clerk", "city")]

    assert seen == [0, 1]


@pytest.mark.parametrize("files", [0, 3])
def test_list_is_read_in_constant_queries(
    client, application, cast, files, django_assert_num_queries
):
    complete(application)
    for code in ("3.1", "3.2", "3.3", "5")[:files]:
        put_file(application, application.batch.catalogue.get(code=code))
    client.force_login(cast["clerk"])
    client.get(address(application))

    with django_assert_num_queries(17):
        client.get(address(application))


def test_member_who_scores_blind_is_not_told_of_the_self_check(client, application, cast):
    bring(application, to=Status.EVALUATING)
    application.self_check.marks.filter(leaf__number="1.1").update(value=None)
    type(application.batch).objects.update(hides_columns=True)

    told = {
        who: [section for section, *_ in listed(client, application, cast[who])]
        for who in ("member", "chair", "city")
    }

    own = [SectionName.SELF_CHECK]
    assert told == {"member": [], "chair": own, "city": own}
