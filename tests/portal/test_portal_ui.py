from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from applications.choices import BatchStatus, Status
from portal import clock
from portal.choices import OrganisationStanding
from portal.problems import Problem
from portal.templatetags import portal_ui
from reports.choices import (
    BulletinStatus,
    CellState,
    CityMonthStatus,
    LiaisonListStatus,
    LineState,
    OutputState,
    PaperStatus,
)
from scoring.choices import SheetStatus

MOMENT = datetime(2023, 8, 31, 6, 3, 22, tzinfo=UTC)


def rendered(text, **context):
    request = RequestFactory().get("/list/", context.pop("query", {}))
    template = engines["django"].from_string("{% load crispy_forms_filters portal_ui %}" + text)
    return template.render(context, request)


@pytest.mark.parametrize(
    "status",
    [
        *Status,
        *BatchStatus,
        *OutputState,
        *SheetStatus,
        *OrganisationStanding,
        *CityMonthStatus,
        *LineState,
        *CellState,
        *LiaisonListStatus,
        *PaperStatus,
        *BulletinStatus,
    ],
)
def test_every_status_has_a_tone_with_a_shape(status):
    assert portal_ui.TONES[status.value] in portal_ui.SHAPES


def test_shapes_are_all_drawn(settings):
    drawing = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()

    missing = [shape for shape in portal_ui.SHAPES.values() if f'id="{shape}"' not in drawing]

    assert missing == []


def test_status_is_told_by_word_shape_and_colour():
    record = SimpleNamespace(status="city_returned", get_status_display=lambda: "市级退回")

    badge = rendered("{% status_badge record %}", record=record)

    assert 'class="badge-state tone-returned"' in badge
    assert "icons.svg#back" in badge
    assert badge.endswith("市级退回</span>")


def test_unknown_state_is_neutral_and_words_are_escaped():
    badge = rendered('{% badge "whatever" word %}', word="<b>待定</b>")

    assert "tone-neutral" in badge
    assert "&lt;b&gt;待定&lt;/b&gt;" in badge


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ value|amount }}", Decimal("1234.5"), "1,234.50"),
        ("{{ value|amount }}", None, ""),
        ("{{ value|area }}", Decimal("0.1333"), "0.1333"),
        ("{{ value|count }}", 300000, "300,000"),
        ("{{ value|signed }}", 5, "+5"),
        ("{{ value|signed }}", -1200, "−1,200"),
        ("{{ value|signed }}", 0, "0"),
        ("{{ value|signed }}", None, ""),
        ("{{ value|cn_date }}", date(2023, 8, 1), "2023年8月1日"),
        ("{{ value|cn_date }}", datetime(2023, 8, 31, 16, 30, tzinfo=UTC), "2023年9月1日"),
        ("{{ value|cn_moment }}", MOMENT, "2023年8月31日 14:03"),
        ("{{ value|cn_moment }}", None, ""),
    ],
)
def test_values_are_shown_the_official_way(text, value, shown):
    assert rendered(text, value=value) == shown


def test_clock_of_the_page_is_the_clock_that_decides():
    with clock.at(MOMENT.replace(microsecond=139000)):
        assert rendered('{% server_time "c" %}') == "2023-08-31T14:03:22+08:00"


class AreaForm(forms.Form):
    area = forms.CharField(
        label="申报项目面积",
        help_text="不超过10000。",
        required=False,
        widget=forms.TextInput(attrs={"data-unit": "平方公里", "data-required": ""}),
    )

    def clean_area(self):
        raise forms.ValidationError("请填写数字。")


def test_field_is_tied_to_its_unit_help_and_error():
    form = AreaForm({"area": "12万"})

    field = rendered("{{ form.area|as_crispy_field }}", form=form)

    assert 'aria-describedby="id_area_helptext id_area_unit id_area_hint id_area_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'value="12万"' in field
    assert '<span class="field-unit" id="id_area_unit">平方公里</span>' in field
    assert '<span class="field-required">必填</span>' in field
    assert '<p class="field-error" id="id_area_error">请填写数字。</p>' in field


def test_error_summary_links_to_each_place():
    form = AreaForm({"area": "12万"})
    problems = [Problem("自检还有3项未评分。", url="/desk/"), "申报时间已截止。"]

    summary = rendered('{% include "includes/_error_summary.html" %}', form=form, problems=problems)

    assert '<a href="#id_area">申报项目面积</a>：请填写数字。' in summary
    assert '<a href="/desk/">自检还有3项未评分。</a>' in summary
    assert "<li>申报时间已截止。</li>" in summary


def test_page_links_keep_the_filter_and_mark_the_gap():
    page = Paginator(range(200), 10).get_page(7)

    links = rendered(
        '{% include "includes/_pagination.html" %}', page_obj=page, query={"city": "1401"}
    )

    assert portal_ui.page_numbers(page) == [1, None, 5, 6, 7, 8, 9, None, 20]
    assert '<a href="?city=1401&amp;page=20" aria-label="第20页">20</a>' in links
    assert '<a href="?city=1401&amp;page=7" aria-current="page">7</a>' in links
    assert "共200条，第7/20页" in links


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_request(name):
    page = engines["django"].get_template(f"{name}.html").render()

    assert '<html lang="zh-Hans">' in page
    assert "</html>" in page
