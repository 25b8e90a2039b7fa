"""评分佐证数据: typed, refused, saved by two, closed, sealed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications import differences, snapshots
from applications.choices import SectionName, Status, WaterClass
from applications.completeness import SectionState, section_states
from applications.differences import Cell
from applications.facts import facts_of
from applications.figure_hints import share
from applications.forms.figures import FiguresForm
from applications.models import Dossier, ScoringFigures
from tests.factories.content import complete
from tests.paths import bring

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}


def page(application):
    return reverse("applications:section", args=[application.pk, "figures"])


def autosave(client, application, *, version=0, **boxes):
    data = {**boxes, "changed": list(boxes), "version": version, "autosave": "1"}
    return client.post(page(application), data, headers=FETCH)


def stored(application, *names):
    return ScoringFigures.objects.values_list(*names).get(pk=application.pk)


# --- boxes -----------------------------------------------------------------------------

# fmt: off
TYPED = [
    # box              typed                    stored
    ("water_class",    "2",                     WaterClass.II),
    ("water_class",    "",                      None),
    ("good_air_days",  "３66",                   366),
    ("noise_day",      "54.9",                  Decimal("54.9")),
    ("wellness_share", "80",                    Decimal("80.00")),
    ("green_area_km2", "2.1",                   Decimal("2.1000")),
    ("toilet_grade",   "class_2",               "class_2"),
    ("own_goods",      " 药茶 \r\n\r\n香囊\n",    "药茶\n香囊"),
    ("own_goods",      "",                      ""),
    ("indoor_venues",  "\n".join(f"场所{n}" for n in range(50)), "\n".join(f"场所{n}" for n in range(50))),
]
REFUSED = [
    ("water_class",    "9",         "请从列表中选择。"),
    ("good_air_days",  "367",       "一年内优良天数不能超过366天，请核对。"),
    ("noise_day",      "54.95",     "小数最多保留1位，请四舍五入后填写。"),
    ("noise_night",    "200.1",     "夜间噪声平均值不应超过200，请核对数值和单位。"),
    ("wellness_share", "100.01",    "康养服务住宿设施占比不应超过100，请核对数值和单位。"),
    ("inner_area_km2", "200亩",     "200亩等于0.1333平方公里，请填写0.1333。"),
    ("beds",           "约200",     "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
    ("own_goods",      "药茶\n香囊\n药茶", "“药茶”重复填写，每项只填一次。"),
    ("indoor_venues",  "\n".join(f"场所{n}" for n in range(51)), "最多填写50项，现为51项，请删减后再保存。"),
    ("leisure_venues", "馆" * 51,   "“馆馆馆馆馆馆馆馆馆馆…”超过50个字符，请缩短后再保存。"),
]
# fmt: on


@pytest.mark.parametrize(("name", "typed", "value"), TYPED)
def test_boxes_read_what_was_typed(application, name, typed, value):
    read = FiguresForm(application, {name: typed}, only=[name])

    assert read.is_valid()
    assert read.values() == {name: value}


@pytest.mark.parametrize(("name", "typed", "sentence"), REFUSED)
def test_boxes_say_what_is_wrong_and_keep_the_text(application, name, typed, sentence):
    read = FiguresForm(application, {name: typed}, only=[name])

    assert read.errors == {name: [sentence]}
    assert (read.values(), read.refused()) == ({}, {name: typed})


@pytest.mark.parametrize(
    ("figures", "name", "sentence"),
    [
        ({"green_area_km2": 4, "inner_area_km2": Decimal("3.5")}, "green_area_km2", "绿化面积大于区内面积，请核对。"),
        ({"inner_area_km2": 4}, "inner_area_km2", "与基本信息申报项目面积3.5平方公里不一致，请核对。"),
        ({"good_air_days": 300}, "air_source", "请写明优良天数的年度和来源。"),
        ({"noise_day": 45, "noise_night": 46}, "noise_night", "夜间噪声高于昼间噪声，请核对是否填反。"),
        ({"own_goods": "药茶", "regional_goods": "小米\n药茶"}, "regional_goods", "“药茶”已列入本创建区域特色商品，只计一次。"),
        ({"qualified_staff": 121, "staff": 120}, "qualified_staff", "取得资格证明人数多于从业人员总数，请核对。"),
        ({"staff": 119}, "staff", "与基本信息直接从业人员120人不一致，请核对。"),
        ({"staff": 120, "qualified_staff": 120, "noise_day": 45, "noise_night": 45}, "", ""),
    ],
)  # fmt: skip
def test_odd_figures_are_hinted_at(application, figures, name, sentence):
    application.dossier.area_km2, application.dossier.employees = Decimal("3.5"), 120

    hints = FiguresForm(application).hint(ScoringFigures(**figures))

    assert {box: said for box, said in hints.items() if said} == (
        {name: [sentence]} if name else {}
    )


def test_share_never_reaches_a_threshold_that_it_does_not():
    shares = [share(Decimal("2.0999"), 3), share(799, 999), share(5, 0), share(None, 5)]

    assert shares == [Decimal("69.99"), Decimal("79.97"), None, None]


# --- the page ----------------------------------------------------------------------------


def test_page_saves_while_typing_and_shows_shares(client, application, cast):
    client.force_login(cast["clerk"])
    assert client.get(page(application)).context["version"] == 0

    answer = autosave(
        client, application, green_area_km2="2", inner_area_km2="3", beds="很多"
    ).json()

    assert answer["totals"] == {"绿化率": "66.66 %", "持证比例": ""}
    assert (answer["version"], list(answer["errors"])) == (1, ["beds"])
    assert stored(application, "green_area_km2", "beds") == (Decimal(2), None)


def test_two_who_write_see_both_texts(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, own_goods="药茶", water_class="1")

    late = autosave(client, application, own_goods="香囊", water_class="1")

    assert late.status_code == 409
    conflict = late.json()["conflict"]
    assert conflict["fields"] == {
        "own_goods": {"label": "具有本创建区域特色的商品", "mine": "香囊", "theirs": "药茶"}
    }
    assert conflict["current"]["beds"] == ""
    assert stored(application, "own_goods") == ("药茶",)


def test_page_without_scripts_stores_all_or_nothing(client, application, cast):
    client.force_login(cast["clerk"])

    refused = client.post(page(application), {"version": 0, "beds": "250", "staff": "x"})
    saved = client.post(page(application), {"version": 0, "beds": "250", "go": "next"})

    assert refused.status_code == 422
    assert saved.url == reverse("applications:attachments", args=[application.pk])
    assert stored(application, "beds", "staff") == (250, None)


def test_submitted_figures_are_read_and_no_longer_written(client, application, cast):
    ScoringFigures.objects.create(application=application, water_class=2, beds=250)
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["city"])
    facts = {
        fact.label: (fact.text, fact.unit)
        for fact in client.get(page(application)).context["facts"]
    }
    client.force_login(cast["clerk"])

    closed = autosave(client, application, beds="300")

    assert facts["地表水环境质量类别"] == ("Ⅱ类", "")
    assert facts["床位总数"] == ("250", "张")
    assert facts["从业人员总数"] == ("", "")
    assert closed.status_code == 423
    assert stored(application, "beds") == (250,)


def test_blank_figures_stop_nothing(application):
    complete(application)
    application.sections.filter(name=SectionName.FIGURES).update(version=0)

    reports = {report.section: report for report in section_states(application)}

    assert reports[SectionName.FIGURES].state == SectionState.OPTIONAL
    assert reports[SectionName.FIGURES].problems == []
    assert all(
        not fact.text for fact in facts_of(application, SectionName.FIGURES, phone_in_full=True)
    )


# --- sealed --------------------------------------------------------------------------------


def test_versions_tell_changed_figures_in_words(application):
    ScoringFigures.objects.create(application=application, water_class=1, own_goods="药茶")
    application.refresh_from_db()
    before = snapshots.contents(application)
    ScoringFigures.objects.filter(pk=application.pk).update(
        water_class=3, noise_day=Decimal("54.9")
    )
    application.refresh_from_db()

    (part,) = differences.between(application, before, snapshots.contents(application))

    assert part.section == SectionName.FIGURES
    assert [(change.label, *change.cells) for change in part.changes] == [
        ("地表水环境质量类别", Cell("", "Ⅰ类", "Ⅲ类")),
        ("昼间噪声平均值", Cell("", "", "54.9dB(A)")),
    ]


def test_versions_of_the_first_format_can_still_be_compared(application):
    Dossier.objects.filter(pk=application.pk).update(address="青岚谷1号")
    application.refresh_from_db()
    now = snapshots.contents(application)
    old = {name: said for name, said in now.items() if name != "figures"} | {"format": 1}

    assert differences.between(application, old, now) == []
