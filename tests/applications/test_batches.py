"""Batches: prepared once, fixed when opened, and read by everybody as far as they may."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from applications.choices import BatchStatus, Status
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Batch, Result
from applications.services import batches
from applications.services.stale import mark_of
from portal import audit, clock, reference
from portal.editing import EditConflict
from tests.paths import bring

pytestmark = pytest.mark.thorough

NEW = "/applications/batches/new/"
NOBODY = {"objection_contact": ""}
CONTACT = {"objection_contact": "0351-0000000，太原市迎泽大街0号"}
LIST = "/applications/batches/"
#: Days among which there are five working days, whatever holidays lie ahead.
A_FORTNIGHT = 14


def sent(standard, **changes):
    """A batch as the browser posts it."""
    return {
        "name": "第三批",
        "notice_number": "晋文旅发〔2026〕30号",
        "full_year": "2025",
        "ruleset": standard.pk,
        "quota": "1",
        "aggregation": "consensus",
        "quorum": "3",
        "publicity_workdays": "5",
        "opens_at": "2026-08-01T09:00",
        "city_deadline": "2026-08-21T23:59",
        "province_deadline": "2026-08-31T23:59",
        "version": "0",
        **changes,
    }


def page(batch, name="batch"):
    return reverse(f"applications:{name}", args=[batch.pk])


def move_page(batch, move):
    return reverse("applications:batch_move", args=[batch.pk, move])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stands_at(batch):
    batch.refresh_from_db()
    return batch.status


@pytest.fixture
def prepared(cast, ruleset):
    """A batch in 筹备 with its catalogue."""
    now = clock.now()
    values = {
        "name": "第三批",
        "notice_number": "晋文旅发〔2026〕30号",
        "full_year": 2022,
        "ruleset": ruleset,
        "opens_at": now,
        "city_deadline": now + timedelta(days=20),
        "province_deadline": now + timedelta(days=30),
    }
    return batches.create_batch(values=values, actor=cast["province"])


# --- who -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["head", "city", "civil", "chair", "civil_reader", "admin"])
def test_only_the_province_prepares_a_batch(client, cast, prepared, ruleset, who):
    client.force_login(cast[who])

    answers = [
        client.get(NEW).status_code,
        client.post(NEW, sent(ruleset, name="第四批")).status_code,
        client.get(page(prepared)).status_code,
        client.get(page(prepared, "batch_edit")).status_code,
        client.post(move_page(prepared, "open")).status_code,
    ]

    assert answers == [403, 403, 404, 404, 404]
    assert Batch.objects.count() == 1
    assert stands_at(prepared) == BatchStatus.PREPARING


@pytest.mark.parametrize("who", ["head", "city", "civil", "chair", "finance_reader"])
def test_an_open_batch_is_read_but_not_moved_by_others(client, cast, batch, who):
    client.force_login(cast[who])

    assert client.get(page(batch)).status_code == 200
    assert client.get(page(batch, "batch_edit")).status_code == 403
    assert client.post(move_page(batch, "start_evaluation")).status_code == 403


def test_services_ask_too(cast, prepared):
    with pytest.raises(PermissionDenied, match="只有省文化和旅游厅可以办理"):
        batches.update_batch(batch=prepared, values={}, seen=0, actor=cast["city"])


# --- 新建 --------------------------------------------------------------------------------


def test_new_batch_has_its_catalogue_and_its_record(client, cast, ruleset):
    client.force_login(cast["province"])

    response = client.post(NEW, sent(ruleset, full_year="２０２５", duplex="on"))

    batch = Batch.objects.get()
    assert response.url == batch.get_absolute_url()
    assert (batch.status, batch.full_year, batch.quota) == (BatchStatus.PREPARING, 2025, 1)
    assert (batch.duplex, batch.is_rehearsal) == (True, False)
    assert [item.code for item in batch.catalogue.filter(code__startswith="4.1")] == [
        "4.1-2024",
        "4.1-2025",
    ]
    assert audit.history(batch).get().label == "新建批次"


def test_deadlines_last_until_the_end_of_their_minute_in_shanghai(client, cast, ruleset):
    client.force_login(cast["province"])

    client.post(NEW, sent(ruleset))

    batch = Batch.objects.get()
    local = timezone.localtime(batch.province_deadline)
    assert local.replace(tzinfo=None) == datetime(2026, 8, 31, 23, 59, 59, 999999)
    assert local.utcoffset() == timedelta(hours=8)
    assert timezone.localtime(batch.opens_at).replace(tzinfo=None) == datetime(2026, 8, 1, 9, 0)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": " "}, {"name": ["请填写批次名称。"]}),
        ({"name": "第二批"}, {"name": ["已有同名批次，请换一个名称。"]}),
        ({"full_year": "22"}, {"full_year": ["请填写四位数的年份，如2022。"]}),
        ({"quota": "0"}, {"quota": ["每市推荐名额应为1至20家，请核对。"]}),
        ({"quota": "21"}, {"quota": ["每市推荐名额应为1至20家，请核对。"]}),
        ({"ruleset": ""}, {"ruleset": ["请选择评分标准。"]}),
        (
            {"opens_at": "2026-13-01T09:00"},
            {"opens_at": ["请按“2023-08-31 23:59”的格式填写日期和时间。"]},
        ),
        (
            {"city_deadline": "2026-09-01T00:00"},
            {"__all__": ["市级截止时间不能晚于省级截止时间。"]},
        ),
        ({"opens_at": "2026-08-22T00:00"}, {"__all__": ["申报开始时间应早于市级截止时间。"]}),
    ],
)
def test_new_batch_refuses_with_a_sentence(client, cast, batch, ruleset, changes, errors):
    client.force_login(cast["province"])

    response = client.post(NEW, sent(ruleset, **changes))

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"]["notice_number"].value() == "晋文旅发〔2026〕30号"
    assert list(Batch.objects.all()) == [batch]


# --- 修改 --------------------------------------------------------------------------------


def edit(client, batch, **changes):
    shown = client.get(page(batch, "batch_edit"))
    typed = sent(batch.ruleset, full_year="2022", version=shown.context["version"], **changes)
    return client.post(page(batch, "batch_edit"), typed)


def test_edit_changes_the_batch_and_records_what(client, cast, prepared):
    client.force_login(cast["province"])

    response = edit(client, prepared, quota="2")

    prepared.refresh_from_db()
    assert response.url == prepared.get_absolute_url()
    assert prepared.quota == 2
    changes = audit.history(prepared).last().details["changes"]
    assert changes["quota"] == ["1", "2"]
    assert "notice_number" not in changes


def test_edit_of_the_year_brings_that_years_catalogue(client, cast, prepared):
    client.force_login(cast["province"])
    shown = client.get(page(prepared, "batch_edit"))

    client.post(
        page(prepared, "batch_edit"),
        sent(prepared.ruleset, full_year="2023", version=shown.context["version"]),
    )

    codes = prepared.catalogue.filter(code__startswith="4.2").values_list("code", flat=True)
    assert list(codes) == ["4.2-2022", "4.2-2023"]


def test_second_editor_sees_both_texts_and_decides(client, cast, prepared):
    client.force_login(cast["province"])
    shown = client.get(page(prepared, "batch_edit")).context["version"]
    edit(client, prepared, quota="2")
    typed = sent(prepared.ruleset, full_year="2022", quota="3", version=shown)

    refused = client.post(page(prepared, "batch_edit"), typed)
    prepared.refresh_from_db()
    kept = prepared.quota
    client.post(page(prepared, "batch_edit"), {**typed, "version": refused.context["version"]})

    fields = refused.context["conflict"].fields
    assert refused.status_code == 422
    assert {name: (f.mine, f.theirs) for name, f in fields.items()} == {"quota": ("3", "2")}
    assert "晋长河" in refused.content.decode()
    assert refused.context["form"]["quota"].value() == "3"
    assert kept == 2
    prepared.refresh_from_db()
    assert prepared.quota == 3


def test_two_who_wrote_the_same_do_not_disturb_each_other(cast, prepared):
    before = mark_of(batches.boxes(prepared))
    values = {name: getattr(prepared, name) for name in batches.FIELDS} | {"quota": 2}
    batches.update_batch(batch=prepared, values=values, seen=before, actor=cast["province"])

    again = batches.update_batch(batch=prepared, values=values, seen=before, actor=cast["province"])

    assert again.quota == 2
    with pytest.raises(EditConflict):
        batches.update_batch(
            batch=prepared, values={**values, "quota": 4}, seen=before, actor=cast["province"]
        )


def test_an_opened_batch_is_fixed(client, cast, prepared):
    client.force_login(cast["province"])
    shown = client.get(page(prepared, "batch_edit"))
    batch_lifecycle.perform(prepared, "open", actor=cast["province"])
    sentence = "本批次当前为“申报中”，内容已固定，不能再修改。"

    opened = client.get(page(prepared, "batch_edit"))
    typed = sent(prepared.ruleset, quota="5", version=shown.context["version"])
    saved = client.post(page(prepared, "batch_edit"), typed)

    prepared.refresh_from_db()
    assert opened.url == prepared.get_absolute_url()
    assert said(opened) == [sentence]
    assert said(saved)[-1] == f"{sentence}以下内容没有保存，需要的请先复制。"
    assert saved.context["form"]["quota"].value() == "5"
    assert prepared.quota == 1


# --- moves -------------------------------------------------------------------------------


def test_open_tells_and_happens_once(client, cast, prepared):
    client.force_login(cast["province"])

    first = client.post(move_page(prepared, "open"))
    second = client.post(move_page(prepared, "open"))

    assert said(first) == ["已办理“开始申报”，当前状态为“申报中”。"]
    assert said(second)[-1].startswith("当前状态为“申报中”，“开始申报”已经办理")
    assert stands_at(prepared) == BatchStatus.OPEN
    assert cast["head"].notices.count() == 1


def test_open_page_says_what_is_in_the_way(client, cast, prepared):
    client.force_login(cast["province"])

    with clock.at(prepared.city_deadline + timedelta(days=1)):
        response = client.get(move_page(prepared, "open"))

    edit_page = page(prepared, "batch_edit")
    assert [(p.text, p.url) for p in response.context["problems"]] == [
        ("市级截止时间已过，请先修改截止时间。", edit_page)
    ]
    assert f'<a href="{edit_page}">' in response.content.decode()


@pytest.fixture
def scored(application, cast):
    """评定完成 with everything decided, its batch in 评定中, the last deadline over."""
    bring(application, to=Status.EVALUATED)
    decided = {"audited_wan": 3100, "proposed": True}
    Result.objects.update_or_create(application=application, defaults=decided)
    with clock.at(application.batch.province_deadline + timedelta(days=1)):
        batch_lifecycle.perform(application.batch, "start_evaluation", actor=cast["province"])
        yield application


def day(count):
    return str(clock.today() + timedelta(days=count))


@pytest.mark.parametrize(
    ("first", "last", "rehearsal", "errors"),
    [
        (0, A_FORTNIGHT, False, {}),
        (0, 0, True, {}),
        (-A_FORTNIGHT, -1, False, {"publicity_to": ["公示截止日期不能早于今天，请核对。"]}),
        (-7, -1, True, {}),
        (3, 2, False, {"publicity_to": ["公示截止日期不能早于公示起始日期，请核对。"]}),
    ],
)
def test_publicity_of_a_formal_batch_cannot_be_over_already(
    client, cast, scored, first, last, rehearsal, errors
):
    batch = scored.batch
    Batch.objects.filter(pk=batch.pk).update(is_rehearsal=rehearsal)
    client.force_login(cast["province"])
    period = {"publicity_from": day(first), "publicity_to": day(last), **CONTACT}

    response = client.post(move_page(batch, "start_publicity"), period)

    found = response.context["form"].errors if response.status_code == 422 else {}
    assert found == errors
    expected = BatchStatus.EVALUATING if errors else BatchStatus.PUBLICISED
    assert stands_at(batch) == expected
    scored.refresh_from_db()
    assert scored.status == (Status.EVALUATED if errors else Status.PUBLICISED)


def test_publicity_is_proposed_and_held_to_its_working_days(client, cast, scored):
    """The week of 国庆 in 2026: the 1st to the 7th are free, the 10th, a Saturday, is worked."""
    reference.load_holidays()
    client.force_login(cast["province"])
    page = move_page(scored.batch, "start_publicity")
    sent = {"publicity_from": "2026-09-30", **CONTACT}

    with clock.at(timezone.make_aware(datetime(2026, 9, 30, 10))):
        proposed = client.get(page).context["form"]
        short = client.post(page, {**sent, "publicity_to": "2026-10-11"})
        unreachable = client.post(page, {**sent, "publicity_to": "2026-10-12", **NOBODY})
        sealed = client.post(page, {**sent, "publicity_to": "2026-10-12"})

    assert str(proposed["publicity_to"].initial) == "2026-10-13"
    assert "共6个工作日" in proposed["publicity_from"].help_text
    assert short.context["form"].errors == {
        "publicity_to": ["公示期共4个工作日，不足5个，截止日期应不早于2026年10月12日。"]
    }
    assert list(unreachable.context["form"].errors) == ["objection_contact"]
    assert sealed.status_code == 302
    assert scored.batch.objection_contact == CONTACT["objection_contact"]


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ("2026-10-12", "公示期共5个工作日。"),
        ("2026-10-11", "公示期共4个工作日，不足5个，截止日期应不早于2026年10月12日。"),
        ("2026-09-29", "公示截止日期不能早于公示起始日期，请核对。"),
        ("0202-10-12", ""),
        ("", ""),
    ],
)
def test_working_days_are_counted_while_dates_are_typed(client, cast, scored, last, sentence):
    reference.load_holidays()
    client.force_login(cast["province"])
    url = reverse("applications:publicity_period", args=[scored.batch.pk])

    said = client.get(url, {"publicity_from": "2026-09-30", "publicity_to": last})

    assert said.json() == {"sentence": sentence}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_working_days_stand_on_the_page_when_a_date_changes(open_as, scored):
    reference.load_holidays()
    page = open_as("province", move_page(scored.batch, "start_publicity"))

    page.get_by_label("公示起始日期").fill("2026-09-30")
    page.get_by_label("公示截止日期").fill("2026-10-11")
    expect(page.get_by_role("status")).to_contain_text("公示期共4个工作日，不足5个")
    page.get_by_label("公示截止日期").fill("2026-10-12")

    expect(page.get_by_role("status")).to_have_text("公示期共5个工作日。")


@pytest.mark.parametrize(
    ("first", "last"), [("9999-12-30", "9999-12-31"), ("1900-01-01", "2999-12-31")]
)
def test_publicity_lies_in_years_that_somebody_means(client, cast, scored, first, last):
    client.force_login(cast["province"])
    period = {"publicity_from": first, "publicity_to": last, **CONTACT}

    response = client.post(move_page(scored.batch, "start_publicity"), period)

    years = [f"年份应为2000至2100，现为{day[:4]}，请核对。" for day in (first, last)]
    assert [*response.context["form"].errors.values()] == [[year] for year in years]
    assert stands_at(scored.batch) == BatchStatus.EVALUATING


def test_batch_in_which_nobody_passed_ends_without_publicity(client, cast, scored):
    batch = scored.batch
    client.force_login(cast["province"])
    ending = move_page(batch, "archive_without_result")

    early = client.post(ending, {"note": "专家组评定均未通过"})
    refused = [p.text for p in early.context["problems"]]
    Result.objects.filter(application=scored).update(proposed=False)
    application_lifecycle.perform(
        scored, "fail", actor=cast["province"], note="专家组评定未通过", details={}
    )
    listed = client.get(move_page(batch, "start_publicity")).context["problems"]
    client.post(ending, {"note": "专家组评定均未通过"})

    assert refused == ["“青岚谷康养有限公司”当前为“评定完成”，请先办理评定结果。"]
    assert [p.text for p in listed] == ["本批次没有可列入公示的申报，请办理“无评定单位归档”。"]
    batch.refresh_from_db()
    assert batch.status == BatchStatus.ARCHIVED
    assert client.get(reverse("public:batch", args=[batch.pk])).status_code == 404
    assert "第二批" not in client.get(reverse("public:batches")).content.decode()
    page = client.get(reverse("applications:detail", args=[scored.pk])).content.decode()
    assert "评定结果名单" not in page
    assert (
        "公示异议"
        not in client.get(reverse("applications:batch", args=[batch.pk])).content.decode()
    )


def test_publication_follows_the_period_and_designates(client, cast, scored):
    batch = scored.batch
    client.force_login(cast["province"])
    period = {"publicity_from": day(0), "publicity_to": day(A_FORTNIGHT), **CONTACT}
    client.post(move_page(batch, "start_publicity"), period)
    number = {"published_number": "晋文旅发〔2026〕99号"}

    early = client.get(move_page(batch, "publish"))
    with clock.at(clock.now() + timedelta(days=A_FORTNIGHT + 1)):
        backdated = client.post(move_page(batch, "publish"), {**number, "published_on": day(-1)})
        nameless = client.post(move_page(batch, "publish"), {"published_on": day(0)})
        client.post(move_page(batch, "publish"), {**number, "published_on": day(0)})
        archived = client.post(move_page(batch, "archive"))

    assert early.context["can_go"] is False
    assert backdated.context["form"].errors == {
        "published_on": ["公布日期应在公示期满之后，请核对。"]
    }
    assert nameless.context["form"].errors == {"published_number": ["请填写公布文号。"]}
    scored.refresh_from_db()
    assert scored.status == Status.DESIGNATED
    assert said(archived)[-1] == "已办理“归档”，当前状态为“已归档”。"
