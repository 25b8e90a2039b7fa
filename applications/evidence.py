"""Evidence of the leaves: what the unit points to, and what each sheet has made of it.

A link stands while its file has not been replaced and its row has not been deleted.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from applications.choices import Acceptance, EvidenceTable, InvestmentCategory, Supplier
from applications.models import (
    Application,
    Attachment,
    EvidenceLink,
    EvidenceReview,
    InvestmentLine,
    StaffingLine,
)
from applications.permissions import can_point, can_read_attachment, can_see_marks, seen_members
from applications.remarks import among_reviewers
from portal.numbers import format_amount, format_count
from scoring.choices import Column
from scoring.models import ScoreSheet

if TYPE_CHECKING:
    from applications.desk import Place

LINES = {EvidenceTable.INVESTMENT: InvestmentLine, EvidenceTable.STAFFING: StaffingLine}
PDF, FILE = "application/pdf", "file"
FILE_GONE = "文件已更换，请重新指定页码"
ROW_GONE = "表中的这一行已删除，请重新选择"
Lines = Mapping[tuple[str, int], InvestmentLine | StaffingLine]


# --- counting ----------------------------------------------------------------------


def links_of(application: Application) -> QuerySet[EvidenceLink]:
    """Every link with ``stands``: whether it still points to something that is there."""
    has_row = Q()
    for table, model in LINES.items():
        rows = model.objects.filter(application=OuterRef("application"), pk=OuterRef("line"))
        has_row |= Q(Exists(rows), table=table)
    has_file = Q(attachment__isnull=False, attachment__replaced_at__isnull=True)
    return application.evidence.annotate(stands=has_file | has_row)


def unopened(application: Application, sheet: ScoreSheet) -> int:
    """How many pieces of evidence nobody has opened for ``sheet``; one query.

    What was replaced or deleted since does not count: there is nothing to open.
    """
    opened = EvidenceReview.objects.filter(
        link=OuterRef("pk"), sheet=sheet, opened_at__isnull=False
    )
    return links_of(application).filter(~Exists(opened), stands=True).count()


def without(application: Application) -> tuple[str, ...]:
    """Numbers of the leaves to which the 自检 gives points and the unit no evidence; one query."""
    links = application.evidence.filter(number=OuterRef("leaf__number"))
    marks = application.self_check.marks.filter(~Exists(links), value__gt=0)
    return tuple(marks.values_list("leaf__number", flat=True))


def fallen(application: Application) -> tuple[str, ...]:
    """Numbers of the leaves with a link that no longer stands, in their order; one query."""
    links = links_of(application).filter(stands=False)
    return tuple(dict.fromkeys(links.values_list("number", flat=True)))


def reminders(application: Application) -> list[str]:
    """What the unit should look at again before it hands in, in sentences; two queries."""
    sentences = []
    if gone := fallen(application):
        sentences.append(f"自检{'、'.join(gone)}的佐证文件已更换或表中的行已删除，请重新指定页码。")
    if bare := without(application):
        sentences.append(f"自检有{len(bare)}项计了分但无佐证，请在评分表中添加佐证。")
    return sentences


# --- what a link may point to --------------------------------------------------------


def files_of(application: Application) -> QuerySet[Attachment]:
    """The unit's own papers of now, in the order of the catalogue; no scans of this sheet."""
    rows = application.attachments.filter(replaced_at__isnull=True)
    return rows.filter(item__supplier=Supplier.UNIT, item__binding="").select_related("item")


def has_pages(file: Attachment) -> bool:
    """Whether a link to the file names pages: a picture is a single one, a workbook has none."""
    return file.content_type == PDF


def sources_of(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything to choose from, by slot and table: «file-12», «investment-31» with its words."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for file in files_of(application):
        pages = f"（{file.pages}页）" if has_pages(file) else ""
        groups.setdefault(str(file.item), []).append((f"{FILE}-{file.pk}", f"{file.name}{pages}"))
    for table, model in LINES.items():
        rows = model.objects.filter(application=application)
        groups[table.label] = [(f"{table}-{line.pk}", label_of(line)) for line in rows]
    return [(group, choices) for group, choices in groups.items() if choices]


# --- words -------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """How far a sheet has come with a piece of evidence: key, word, and a shape beside it."""

    key: str
    word: str
    shape: str

    @cached_property
    def mark(self) -> SafeString:
        """As a page shows it; there are five, and a desk shows a hundred of them."""
        return render_to_string("applications/evidence/_state.html", {"state": self})


UNOPENED, OPENED = State("unopened", "未打开", "○"), State("opened", "已打开", "●")
SHAPES = {Acceptance.ACCEPTED: "✓", Acceptance.PARTLY: "◐", Acceptance.REJECTED: "✕"}
STATES = {verdict: State(verdict.value, verdict.label, SHAPES[verdict]) for verdict in Acceptance}


def state_of(review: EvidenceReview | None) -> State:
    """What the review of one sheet says."""
    if review and review.verdict:
        return STATES[Acceptance(review.verdict)]
    return OPENED if review and review.opened_at else UNOPENED


def spoken_pages(first: int | None, last: int | None) -> str:
    """第4–6页, 第4页; empty for what has no pages."""
    if first is None:
        return ""
    return f"第{first}页" if first == last else f"第{first}–{last}页"


def title_of(link: EvidenceLink, lines: Lines) -> str:
    """«3.1 用工情况证明 第4–6页», or the table and what the row says."""
    if link.attachment:
        pages = spoken_pages(link.first_page, link.last_page)
        return f"{link.attachment.item} {pages}".strip()
    line = lines.get((link.table, link.line))
    return f"{link.get_table_display()} {label_of(line) if line else link.label}"


def label_of(line: InvestmentLine | StaffingLine) -> str:
    """The row of a table in a few words."""
    if isinstance(line, StaffingLine):
        return f"{line.form or '（未填写用工形式）'}"
    amount = f"，{format_amount(line.amount_wan)}万元" if line.amount_wan is not None else ""
    return f"{line.get_category_display()}：{line.purpose}{amount}"


#: The columns of a row as they are read beside the leaf, with their unit.
CELLS: dict[type, tuple[tuple[str, Any], ...]] = {
    InvestmentLine: (
        ("category", lambda value: InvestmentCategory(value).label),
        ("purpose", str),
        ("term", str),
        *((name, format_amount) for name in ("amount_wan", "paid_wan", "unpaid_wan")),
        ("remark", str),
    ),
    StaffingLine: (
        ("form", str),
        *((name, format_count) for name in ("contracted", "paid", "insured", "taxed")),
        ("remark", str),
    ),
}
UNITS = {format_amount: "（万元）", format_count: "（人）"}


def heading_of(model: type, name: str, show: Any) -> str:
    """The heading of a column with its unit."""
    return f"{model._meta.get_field(name).verbose_name}{UNITS.get(show, '')}"


def cells_of(line: InvestmentLine | StaffingLine) -> list[tuple[str, str]]:
    """Heading and text of each column of a row."""
    return [
        (heading_of(type(line), name, show), show(value))
        for name, show in CELLS[type(line)]
        if (value := getattr(line, name)) not in (None, "")
    ]


# --- beside a leaf -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """What another sheet made of a piece of evidence, and whose sheet it is."""

    who: str
    state: State
    remark: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One link as the reader of a sheet sees it; ``url`` is empty where it may not be opened."""

    link: EvidenceLink
    title: str
    url: str
    trouble: str
    review: EvidenceReview | None
    others: tuple[Judged, ...]

    @property
    def state(self) -> State:
        return state_of(self.review)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence of one leaf; ``judges`` where the sheet says what it makes of it.

    ``edit_url`` is where the unit changes the list, empty for everybody else.
    """

    pieces: tuple[Piece, ...]
    judges: bool
    edit_url: str

    @property
    def flag(self) -> bool:
        """无佐证."""
        return not self.pieces


def beside_leaves(place: "Place") -> dict[str, Evidence]:
    """The evidence of every leaf of one 大项; a constant number of queries."""
    return read(place, [item.number for item in place.part.items])


def read(place: "Place", numbers: Collection[str]) -> dict[str, Evidence]:
    """The evidence of each of ``numbers`` as the reader of the sheet sees it."""
    found: dict[str, list[Piece]] = {number: [] for number in numbers}
    for piece in _pieces(place, numbers):
        found[piece.link.number].append(piece)
    return {
        number: Evidence(tuple(pieces), judges(place.column), _edit_url(place, number))
        for number, pieces in found.items()
    }


def judges(column: str) -> bool:
    """Whether a sheet of the column says what it makes of the evidence."""
    return column != Column.SELF_CHECK


def lines_of(links: Iterable[EvidenceLink]) -> Lines:
    """The rows that are there of those that ``links`` point to; a query for each table."""
    wanted: dict[str, set[int]] = {table: set() for table in LINES}
    for link in links:
        if link.table:
            wanted[link.table].add(link.line)
    return {
        (table, line.pk): line
        for table, model in LINES.items()
        for line in model.objects.filter(pk__in=wanted[table])
    }


def trouble_of(link: EvidenceLink, lines: Lines) -> str:
    """Why a link no longer stands; empty while it does."""
    if link.attachment:
        return FILE_GONE if link.attachment.replaced_at else ""
    return "" if (link.table, link.line) in lines else ROW_GONE


def _pieces(place: "Place", numbers: Collection[str]) -> Iterable[Piece]:
    rows = place.application.evidence.filter(number__in=numbers)
    links = list(rows.select_related("attachment__item"))
    lines, readable, address = lines_of(links), _Readable(place), _address(place)
    sheets = _other_sheets(place) if links else {}
    noted = among_reviewers(place.user, place.application)
    reviews = _reviews(links, [place.sheet.pk, *sheets], noted)
    for link in links:
        yield Piece(
            link=link,
            title=title_of(link, lines),
            url=f"{address}{link.pk}/" if readable[link] else "",
            trouble=trouble_of(link, lines),
            review=reviews.get((link.pk, place.sheet.pk)),
            others=tuple(_others(link, sheets, reviews)),
        )


class _Readable(dict):
    """Whether a link may be opened; what depends on the kind of file is decided once a kind."""

    def __init__(self, place: "Place") -> None:
        self.application, self.user = place.application, place.user

    def __getitem__(self, link: EvidenceLink) -> bool:
        file = link.attachment
        if file is None:
            return True
        key = file.item.supplier, file.item.is_financial
        if key not in self:
            file.application = self.application
            self[key] = bool(can_read_attachment(self.user, file))
        return self.get(key)


def _other_sheets(place: "Place") -> dict[int, str]:
    """The other sheets whose verdicts the reader may see, by key with their word."""
    application, user = place.application, place.user
    columns = {Column.FIRST_REVIEW: "初评", Column.FINAL_SCORE: "评定"}
    sheets = {
        getattr(application, f"{column}_id"): word
        for column, word in columns.items()
        if can_see_marks(user, application, column)
    }
    members = {seat.sheet_id: seat.user.name for seat in seen_members(user, application)}
    return {
        key: who for key, who in (sheets | members).items() if key not in (None, place.sheet.pk)
    }


def _reviews(
    links: Iterable[EvidenceLink], sheets: Iterable[int], noted: Case
) -> dict[tuple[int, int], EvidenceReview]:
    """By link and sheet, each with the remark that is ``noted`` for the reader."""
    rows = EvidenceReview.objects.filter(link__in=list(links), sheet__in=list(sheets))
    return {(review.link_id, review.sheet_id): review for review in rows.annotate(noted=noted)}


def _others(
    link: EvidenceLink,
    sheets: Mapping[int, str],
    reviews: Mapping[tuple[int, int], EvidenceReview],
) -> Iterable[Judged]:
    for sheet, who in sheets.items():
        review = reviews.get((link.pk, sheet))
        if review and review.verdict:
            yield Judged(who, state_of(review), review.noted)


def _address(place: "Place") -> str:
    """Where a piece is read, but for its key."""
    here = [place.application.pk, place.column, 0]
    return reverse("applications:evidence_reading", args=here).removesuffix("0/")


def _edit_url(place: "Place", number: str) -> str:
    subject = place.user, place.application, number
    if judges(place.column) or not can_point(*subject, opening=place.opening):
        return ""
    return reverse("applications:evidence", args=[place.application.pk, number])


# --- in a sealed version -------------------------------------------------------------


def sealed(application: Application) -> dict[str, list[dict[str, Any]]]:
    """What each leaf points to, by its number, as plain JSON values."""
    links = list(application.evidence.select_related("attachment__item"))
    lines, found = lines_of(links), {}
    for link in links:
        found.setdefault(link.number, []).append(_sealed(link, lines))
    return found


def _sealed(link: EvidenceLink, lines: Lines) -> dict[str, Any]:
    if file := link.attachment:
        facts = {"item__code": file.item.code, "name": file.name, "sha256": file.sha256}
        facts |= {"first_page": link.first_page, "last_page": link.last_page}
        return {**facts, "note": link.note}
    line = lines.get((link.table, link.line))
    label = label_of(line) if line else link.label
    return {"table": link.table, "label": label, "note": link.note}


def spoken(piece: Mapping[str, Any]) -> str:
    """A sealed piece of evidence in words."""
    if "table" in piece:
        text = f"{EvidenceTable(piece['table']).label} {piece['label']}"
    else:
        pages = spoken_pages(piece["first_page"], piece["last_page"])
        text = f"{piece['item__code']} {piece['name']} {pages}".strip()
    return f"{text}（{piece['note']}）" if piece["note"] else text
