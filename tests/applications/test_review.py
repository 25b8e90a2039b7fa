"""资格核查 and 五、初评意见: saved while they are typed, and never over somebody else's words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.choices import QualificationItem, SectionName, Status, Verdict
from applications.models import QualificationCheck
from applications.services import review
from portal import audit, clock
from portal.editing import EditConflict
from tests.factories.applications import ApplicationFactory
from tests.paths import bring

pytestmark = pytest.mark.thorough

SCRIPT = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def application(application):
    """In the hands of the city."""
    return bring(application, to=Status.REVIEWING)


def page(application, name):
    return reverse(f"applications:{name}", args=[application.pk])


def section(application, name):
    return application.sections.get(name=name)


def autosave(client, url, version, **values):
    data = {**values, "changed": list(values), "version": version, "autosave": "1"}
    return client.post(url, data, **SCRIPT)


def check(application, item):
    found = QualificationCheck.objects.get(application=application, item=item)
    return found.verdict, found.remark


# --- who -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["qualification", "opinion"])
def test_who_reads_the_review_while_it_is_written(client, cast, application, name):
    expected = {
        "city": 200,
        "city_colleague": 200,
        "civil": 200,
        "province": 200,
        "head": 403,
        "far_city": 404,
        "far_civil": 404,
        "other_head": 404,
        "chair": 404,
        "finance_reader": 404,
        "nobody": 404,
    }

    statuses = {}
    for who in expected:
        client.force_login(cast[who])
        statuses[who] = client.get(page(application, name)).status_code

    assert statuses == expected


@pytest.mark.parametrize("name", ["qualification", "opinion"])
@pytest.mark.parametrize("who", ["civil", "province"])
def test_whoever_only_reads_finds_no_form_and_saves_nothing(client, cast, application, name, who):
    client.force_login(cast[who])
    url = page(application, name)

    shown = client.get(url)
    saved = autosave(client, url, 0, safety_verdict="fits", text="不应保存。")

    assert shown.context["is_open"] is False
    assert "<textarea" not in shown.content.decode()
    assert saved.status_code == 403
    assert saved.json() == {"message": "只有本市文化和旅游局可以办理。"}
    assert check(application, QualificationItem.SAFETY) == ("", "")
    assert section(application, SectionName.OPINION).version == 0


@pytest.mark.parametrize("name", ["qualification", "opinion"])
def test_before_the_review_there_is_nothing_to_open(client, cast, batch, places, name):
    waiting = ApplicationFactory(batch=batch, organisation=places["other_unit"])
    bring(waiting, to=Status.SUBMITTED)
    client.force_login(cast["city"])

    response = client.get(page(waiting, name))

    assert response.url == waiting.get_absolute_url()


# --- 资格核查 ----------------------------------------------------------------------------


def test_qualification_stores_what_changed_and_leaves_the_rest(client, cast, application):
    client.force_login(cast["city"])
    url = page(application, "qualification")
    autosave(client, url, 0, tax_verdict="fits", tax_remark="２０２２年度\t已核。")

    response = autosave(client, url, 1, land_verdict="explain")

    body = response.json()
    assert response.status_code == 200
    assert (body["version"], body["errors"]) == (2, {})
    assert body["hints"] == {"land_remark": ["结论为“需说明”，请在备注中说明情况。"]}
    assert check(application, QualificationItem.TAX) == (Verdict.FITS, "２０２２年度 已核。")
    assert check(application, QualificationItem.LAND) == (Verdict.EXPLAIN, "")
    assert check(application, QualificationItem.SAFETY) == ("", "")


def test_qualification_refuses_one_box_and_stores_the_others(client, cast, application):
    client.force_login(cast["city"])
    url = page(application, "qualification")

    response = autosave(
        client, url, 0, tax_verdict="perhaps", land_verdict="fits", safety_remark="长" * 201
    )

    assert response.json()["errors"] == {
        "tax_verdict": ["选择一个有效的选项。 perhaps 不在可用的选项中。"],
        "safety_remark": ["最多200个字符，现为201个，请删减后再保存。"],
    }
    assert check(application, QualificationItem.TAX) == ("", "")
    assert check(application, QualificationItem.SAFETY) == ("", "")
    assert check(application, QualificationItem.LAND) == (Verdict.FITS, "")


def test_qualification_without_scripts_saves_all_boxes(client, cast, application):
    client.force_login(cast["city"])
    url = page(application, "qualification")
    sent = {f"{item}_verdict": "fits" for item in QualificationItem}

    response = client.post(url, {**sent, "version": 0}, follow=True)

    assert "资格核查已保存。" in response.content.decode()
    verdicts = application.qualification_checks.values_list("verdict", flat=True)
    assert list(verdicts) == [Verdict.FITS] * 11


def test_qualification_shows_each_paper_beside_its_item(client, cast, application):
    client.force_login(cast["city"])

    response = client.get(page(application, "qualification"))

    titles = {
        row["line"].item: [one.file.item.code for one in row["materials"].files]
        for row in response.context["lines"]
    }
    assert titles[QualificationItem.AUDIT] == ["4.1-2021", "4.1-2022"]
    assert titles[QualificationItem.LAND] == ["6.1", "6.2", "6.3"]
    assert titles[QualificationItem.SAFETY] == ["7.2"]


def test_two_officers_on_the_same_box_both_keep_their_words(client, cast, application):
    url = page(application, "qualification")
    client.force_login(cast["city"])
    autosave(client, url, 0, litigation_verdict="fits", litigation_remark="无涉诉记录。")
    client.force_login(cast["city_colleague"])

    response = autosave(
        client, url, 0, litigation_verdict="explain", litigation_remark="有一起已结案。"
    )

    conflict = response.json()["conflict"]
    assert response.status_code == 409
    assert (conflict["who"], conflict["version"]) == ("岳思齐", 1)
    assert conflict["fields"] == {
        "litigation_verdict": {
            "label": "涉诉情况查询（核查结论）",
            "mine": "explain",
            "theirs": "fits",
            "mine_text": "需说明",
            "theirs_text": "符合",
        },
        "litigation_remark": {
            "label": "涉诉情况查询（备注）",
            "mine": "有一起已结案。",
            "theirs": "无涉诉记录。",
            "mine_text": "有一起已结案。",
            "theirs_text": "无涉诉记录。",
        },
    }
    assert conflict["current"]["tax_verdict"] == ""
    assert check(application, QualificationItem.LITIGATION) == (Verdict.FITS, "无涉诉记录。")


def test_without_scripts_each_text_can_be_chosen(client, cast, application):
    url = page(application, "qualification")
    client.force_login(cast["city"])
    autosave(client, url, 0, tax_remark="甲说。", land_remark="甲说。")
    client.force_login(cast["city_colleague"])
    mine = {"tax_remark": "乙说。", "land_remark": "乙说。"}

    both = client.post(url, {**mine, "version": 0})
    page_text = both.content.decode()
    chosen = {"keep-tax_remark": "mine", "keep-land_remark": "theirs"}
    client.post(url, {**mine, **chosen, "version": both.context["conflict"]["version"]})

    assert both.status_code == 409
    assert "甲说。" in page_text
    assert "乙说。" in page_text
    assert check(application, QualificationItem.TAX) == ("", "乙说。")
    assert check(application, QualificationItem.LAND) == ("", "甲说。")


@pytest.mark.parametrize("name", ["qualification", "opinion"])
def test_a_save_after_the_review_was_handed_over_is_closed(client, cast, application, name):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast["city"])
    before = review.opinion_boxes(application.opinion)
    values = {"text": "改了的意见。"} if name == "opinion" else {"tax_remark": "改了。"}

    by_script = autosave(client, page(application, name), 0, **values)
    by_hand = client.post(page(application, name), {**values, "version": 0})

    sentence = "当前状态为“待民政会签”，初评内容不能修改。"
    assert by_script.status_code == 423
    assert by_script.json() == {"message": sentence}
    assert by_hand.status_code == 423
    assert next(iter(values.values())) in by_hand.content.decode()
    application.opinion.refresh_from_db()
    assert review.opinion_boxes(application.opinion) == before
    assert check(application, QualificationItem.TAX) == (Verdict.FITS, "")


def test_saves_are_on_record_with_what_they_changed(cast, application):
    review.save_qualification(
        application=application,
        values={"tax_verdict": "fails", "land_verdict": ""},
        version=0,
        actor=cast["city"],
    )

    entry = audit.history(section(application, SectionName.QUALIFICATION)).get()
    assert (entry.actor, entry.label) == (cast["city"], "保存资格核查")
    assert entry.details == {"changes": {"tax_verdict": ["", "fails"]}}


# --- 五、初评意见 --------------------------------------------------------------------------


def test_opinion_is_saved_as_a_draft_box_by_box(client, cast, application):
    client.force_login(cast["city"])
    url = page(application, "opinion")

    first = autosave(client, url, 0, text="经核查，该单位符合基本条件，材料齐全，初评得分真实。")
    second = autosave(client, url, 1, recommends="no")

    application.opinion.refresh_from_db()
    assert (first.json()["hints"], second.json()["version"]) == ({}, 2)
    assert review.opinion_boxes(application.opinion) == {
        "text": "经核查，该单位符合基本条件，材料齐全，初评得分真实。",
        "recommends": "no",
        "dated": "",
    }


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"text": "字" * 2001}, {"text": ["最多2000个字符，现为2001个，请删减后再保存。"]}),
        ({"dated": "2023-02-30"}, {"dated": ["2023年2月没有30日，请核对。"]}),
        (
            {"recommends": "maybe"},
            {"recommends": ["选择一个有效的选项。 maybe 不在可用的选项中。"]},
        ),
    ],
)
def test_opinion_outside_its_limits_is_not_stored(client, cast, application, values, errors):
    client.force_login(cast["city"])

    response = autosave(client, page(application, "opinion"), 0, **values)

    application.opinion.refresh_from_db()
    assert response.json()["errors"] == errors
    assert review.opinion_boxes(application.opinion) == {"text": "", "recommends": "", "dated": ""}


def test_opinion_takes_exactly_two_thousand_characters(client, cast, application):
    client.force_login(cast["city"])

    autosave(client, page(application, "opinion"), 0, text="字" * 2000)

    application.opinion.refresh_from_db()
    assert len(application.opinion.text) == 2000


def test_opinion_dated_tomorrow_is_refused(client, cast, application):
    client.force_login(cast["city"])
    tomorrow = clock.today() + timedelta(days=1)

    response = autosave(client, page(application, "opinion"), 0, dated=str(tomorrow))

    assert response.json()["errors"]["dated"][0].startswith("不能晚于今天")


def test_opinion_of_two_officers_shows_both_texts(cast, application):
    review.save_opinion(
        application=application, values={"text": "甲的意见。"}, version=0, actor=cast["city"]
    )

    with pytest.raises(EditConflict, match="岳思齐已先保存了本节") as caught:
        review.save_opinion(
            application=application,
            values={"text": "乙的意见。", "recommends": True},
            version=0,
            actor=cast["city_colleague"],
        )

    both = {name: (field.mine, field.theirs) for name, field in caught.value.fields.items()}
    assert both == {"text": ("乙的意见。", "甲的意见。"), "recommends": ("yes", "")}
    application.opinion.refresh_from_db()
    assert application.opinion.text == "甲的意见。"


def test_opinion_of_the_unit_is_read_after_the_cosignature(client, cast, application):
    bring(application, to=Status.REVIEWED)
    client.force_login(cast["head"])

    response = client.get(page(application, "opinion"))

    assert "符合条件，同意推荐。" in response.content.decode()
    assert response.context["is_open"] is False
