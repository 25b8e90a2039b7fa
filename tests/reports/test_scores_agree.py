"""Totals and every sum are equal on all pages, in the API, in Excel and PDF: one application, 124 leaves."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from applications.choices import Status
from applications.desk import COLUMNS
from reports.models import OutputJob
from reports.outputs import catalogue
from reports.outputs.progress import silent
from scoring.choices import Column
from scoring.entries import score
from scoring.outline import outline_of
from scoring.services import rule_of
from scoring.totals import sum_up
from tests.paths import bring
from tests.reports.printed import bare

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def ruleset(standard):
    return standard


@pytest.fixture
def scored(application):
    """Three columns that differ from each other and nearly everywhere from the best mark."""
    vary(application.self_check, 1)
    vary(bring(application, to=Status.REVIEWING).first_review, 2)
    vary(bring(application, to=Status.EVALUATING).final_score, 3)
    return application


def vary(sheet, step):
    marks = list(sheet.marks.select_related("leaf"))
    for place, mark in enumerate(marks):
        legal = rule_of(mark.leaf, sheet.ruleset).legal_marks
        mark.value, mark.reason = legal[place * step % len(legal)], "现场核实。"
    sheet.marks.model.objects.bulk_update(marks, ["value", "reason"])


def below(number, marks):
    """What stands under a row, by the numbers alone."""
    return sum(mark for leaf, mark in marks.items() if f"{leaf}.".startswith(f"{number}."))


@pytest.fixture
def expected(scored):
    """Every sum of each column by number, "" the whole; counted without scoring.totals."""
    found = {}
    for column in COLUMNS:
        sheet = getattr(scored, column)
        marks = dict(sheet.marks.values_list("leaf__number", "value"))
        numbers = sum_up(outline_of(sheet.ruleset).tree, marks).nodes
        found[column] = {number: below(number, marks) for number in numbers}
        found[column][""] = sum(marks.values())
    return found


def written(scored, reader, kind, sheet=""):
    """The file of that kind, read back."""
    kind = catalogue.get(kind)
    job = OutputJob(kind=kind.key, application=scored, requested_by=reader, sheet=sheet)
    path = Path(f"output{kind.suffix}")
    kind.render(kind.build(job), path, silent)
    return load_workbook(path) if kind.suffix == ".xlsx" else texts_of(path)


def texts_of(path):
    return bare("".join(page.extract_text() for page in PdfReader(path).pages))


def test_every_sum_is_the_same_everywhere(client, cast, scored, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reader = cast["province"]
    client.force_login(reader)
    rows = {row.number: row for row in rows_of(scored)}

    assert len({sums[""] for sums in expected.values()}) == 3
    for column in COLUMNS:
        assert by_command(scored, column) == expected[column]
        assert on_desk(client, scored, column, rows) == expected[column]
        assert on_proof(client, scored, column) == expected[column]
        assert in_data(client, scored, column) == expected[column]
        book = written(scored, reader, "proof_xlsx", column.value)
        assert in_proof_book(book) == expected[column]
    assert in_comparison(client, scored) == expected
    assert in_comparison_book(written(scored, reader, "comparison_xlsx")) == expected
    assert in_score_book(written(scored, reader, "scores_xlsx"), rows) == expected
    in_proof = written(scored, reader, "proof_pdf", Column.FINAL_SCORE.value)
    in_scores = written(scored, reader, "scores_pdf")
    for number, row in rows.items():
        points = expected[Column.FINAL_SCORE][number]
        assert bare(f"{number}{row.text}{row.points}{points}") in in_proof
        cells = "".join(str(expected[column][number]) for column in COLUMNS)
        assert bare(f"{number}{row.text}{row.points}{cells}") in in_scores
    assert f"总分1000{expected[Column.FINAL_SCORE]['']}" in in_proof
    assert f"总分1000分{''.join(str(sums['']) for sums in expected.values())}" in in_scores


def rows_of(scored):
    """Every 大项 and group."""
    outline = outline_of(scored.self_check.ruleset)
    for part in outline.parts:
        yield part
        yield from (row for row in part.rows if row.number not in outline.items)


def by_command(scored, column):
    """As ``manage.py score_sheet`` counts a file."""
    sheet = getattr(scored, column)
    given = dict(sheet.marks.values_list("leaf__number", "value"))
    entries = {n: {"mark": mark, "reason": "现场核实。"} for n, mark in given.items()}
    found = score(outline_of(sheet.ruleset), entries)
    assert not found.refusals
    return {**found.totals.nodes, "": found.totals.total}


def on_desk(client, scored, column, rows):
    found = {}
    for part in outline_of(scored.self_check.ruleset).parts:
        url = reverse("applications:sheet_section", args=[scored.pk, column, part.number])
        page = client.get(url).text
        names = ("section-total", "group-total", "total")
        for name in names:
            pairs = re.findall(rf'data-{name}="([\w.]+)"[^>]*>(\d+)<', page)
            found |= {number: int(points) for number, points in pairs}
    return {"" if number == "sheet" else number: points for number, points in found.items()}


def on_proof(client, scored, column):
    page = client.get(reverse("applications:proof", args=[scored.pk, column])).text
    found = dict(re.findall(r'data-node="([\d.]+)">(\d+)<', page))
    found[""] = re.search(r'data-total="sheet">(\d+)<', page)[1]
    return {number: int(points) for number, points in found.items()}


def in_data(client, scored, column):
    data = client.get(reverse("applications:sheet_data", args=[scored.pk, column])).json()
    return {**data["nodes"], "": data["total"]}


def in_proof_book(book):
    rows = book["合计"].iter_rows(min_row=4, values_only=True)
    return {number or "": points for number, _, _, points in rows}


def in_comparison(client, scored):
    page = client.get(reverse("applications:comparison", args=[scored.pk])).context["page"]
    sums = [line for line in page.rows if line.kind != "leaf"]
    return {
        column: {line.number: line.marks[place] for line in sums}
        for place, column in enumerate(COLUMNS)
    }


def in_comparison_book(book):
    rows = [row for row in book["各栏对照"].iter_rows(min_row=4, values_only=True) if row[2]]
    leaves = {number for number, *_ in rows if is_leaf(number, rows)}
    return {
        column: {row[0] or "": row[3 + place] for row in rows if row[0] not in leaves}
        for place, column in enumerate(COLUMNS)
    }


def is_leaf(number, rows):
    return number and not any(str(other[0] or "").startswith(f"{number}.") for other in rows)


def in_score_book(book, rows):
    """Sums stand in the rows of the form; the last row is that of the whole."""
    printed = list(book["评分表"].iter_rows(min_row=4, values_only=True))
    by_number = {row[0]: row for row in printed}
    return {
        column: {
            **{number: by_number[number][6 + place] for number in rows},
            "": printed[-1][6 + place],
        }
        for place, column in enumerate(COLUMNS)
    }
