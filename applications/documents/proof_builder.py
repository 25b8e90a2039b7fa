"""Fills the proof of a sheet in a constant number of queries, however many leaves it has."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from applications import crosschecks, desk, digests, people
from applications.documents.proof import (
    Change,
    ProofDocument,
    ProofHead,
    ProofHeading,
    ProofLeaf,
    ProofPart,
)
from applications.evidence import links_of
from applications.models import EvidenceLink, EvidenceReview, SitePhoto
from applications.proofs import Edition, Filled
from portal import audit, clock
from portal.models import AuditEntry, User
from scoring.choices import Column
from scoring.models import Mark, Seat
from scoring.outline import Heading, Item, Part, outline_of
from scoring.rules import InputProblem, Rule
from scoring.totals import Totals, sum_up

Veil = Callable[[str], str]
#: Who answers for a column where no person is named.
OFFICES = {
    Column.SELF_CHECK: "创建单位",
    Column.FIRST_REVIEW: "市文化和旅游局",
    Column.FINAL_SCORE: "省评定组",
    Column.MEMBER: "省评定组成员",
}
SOMEBODY = "某某"
AUDITED = "审定投资额"


@dataclass(frozen=True, slots=True)
class Source:
    """All that was read of one sheet; each mapping is by leaf number."""

    filled: Filled
    edition: Edition
    marks: Mapping[str, Mark]
    totals: Totals
    deeds: tuple[AuditEntry, ...]
    history: Mapping[str, tuple[Change, ...]]
    evidence: Mapping[str, tuple[str, ...]]
    checks: Mapping[str, tuple[str, ...]]
    photos: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, Mapping[str, int | None]]
    veil: Veil

    @property
    def is_named(self) -> bool:
        return self.edition is Edition.NAMED

    @property
    def office(self) -> str:
        return OFFICES[self.filled.column]


def proof_document(filled: Filled, *, reader: User, edition: Edition) -> ProofDocument:
    """The proof of ``filled`` as ``reader`` may have it; who may have which is proofs.

    The nameless edition has no persons, no changes, no marks of other columns, and of the
    notes of reviewers the reasons alone, because these say why a mark is what it is.
    """
    outline = outline_of(filled.sheet.ruleset)
    source = _read(filled, reader, edition)
    parts = (_part(part, source) for part in outline.parts)
    return ProofDocument(head=_head(source), parts=tuple(parts), totals=source.totals)


def veil_over(filled: Filled, editors: Iterable[str]) -> Veil:
    """Takes the names of ``editors``, of the panel and of the city's officers out of a text."""
    application = filled.application
    panel = Seat.ever.filter(panel=application.panel_id).values_list("user__name", flat=True)
    officers = people.of_city_culture(application).values_list("name", flat=True)
    names = sorted({*editors, *panel, *officers}, key=len, reverse=True)

    def veil(text: str) -> str:
        for name in names:
            text = text.replace(name, SOMEBODY)
        return text

    return veil


def marks_by_leaf(filled: Filled) -> dict[str, Mark]:
    """Every mark of the sheet with leaf and editor; one query."""
    rows = filled.sheet.marks.select_related("leaf", "editor")
    return {mark.leaf.number: mark for mark in rows}


def code_of(marks: Mapping[str, Mark]) -> str:
    """The 校验码 of what ``digests.marks`` would read."""
    names = ("value", "reason", "remark")
    said = {number: {n: getattr(mark, n) for n in names} for number, mark in marks.items()}
    return digests.check_code(digests.sha256_of(said))


# --- reading ----------------------------------------------------------------------------


def _read(filled: Filled, reader: User, edition: Edition) -> Source:
    is_named = edition is Edition.NAMED
    marks = marks_by_leaf(filled)
    values = {number: mark.value for number, mark in marks.items()}
    deeds = tuple(audit.history(filled.sheet))
    return Source(
        filled=filled,
        edition=edition,
        marks=marks,
        totals=sum_up(outline_of(filled.sheet.ruleset).tree, values),
        deeds=deeds,
        history=_history(deeds) if is_named else {},
        evidence=_evidence(filled, is_named),
        checks=_checks(filled, reader, is_named),
        photos=_photos(filled, is_named),
        beside=_beside(filled, reader) if is_named else {},
        veil=str if is_named else veil_over(filled, _editors(marks, deeds)),
    )


def _editors(marks: Mapping[str, Mark], deeds: Iterable[AuditEntry]) -> set[str]:
    named = {mark.editor.name for mark in marks.values() if mark.editor}
    return named | {deed.actor_name for deed in deeds if deed.actor_id}


def _history(deeds: Iterable[AuditEntry]) -> dict[str, tuple[Change, ...]]:
    found: dict[str, tuple[Change, ...]] = {}
    for deed in deeds:
        if deed.action != "mark":
            continue
        number, details = deed.details["number"], deed.details
        change = Change(
            number=number,
            before=details["before"],
            after=details["after"],
            by=deed.actor_name,
            at=deed.at,
            reason=deed.note,
        )
        found[number] = (*found.get(number, ()), change)
    return found


def _evidence(filled: Filled, is_named: bool) -> dict[str, tuple[str, ...]]:
    """What the unit points to, and in a reviewer's sheet what came of it; two queries."""
    reviews = {
        review.link_id: review
        for review in EvidenceReview.objects.filter(sheet=filled.sheet).select_related("judged_by")
    }
    found: dict[str, tuple[str, ...]] = {}
    for link in links_of(filled.application).select_related("attachment__item"):
        line = _pointed(link)
        if filled.column != Column.SELF_CHECK:
            line += f"：{_judged(reviews.get(link.pk), is_named)}"
        found[link.number] = (*found.get(link.number, ()), line)
    return found


def _pointed(link: EvidenceLink) -> str:
    """«3.1 营业执照.pdf 第3–5页（说明）», and when it is no longer there."""
    if link.attachment:
        what = f"{link.attachment.item.code} {link.attachment.name}"
    else:
        what = f"{link.get_table_display()}“{link.label}”"
    if link.first_page:
        last = f"–{link.last_page}" if link.last_page > link.first_page else ""
        what += f" 第{link.first_page}{last}页"
    what += f"（{link.note}）" if link.note else ""
    return what if link.stands else f"{what}（已更换或删除）"


def _judged(review: EvidenceReview | None, is_named: bool) -> str:
    if review is None or not review.verdict:
        return "已查看，未作结论" if review and review.opened_at else "未查看"
    word = review.get_verdict_display()
    if not is_named:
        return word
    said = (word, review.judged_by.name if review.judged_by else "", review.remark)
    return "，".join(part for part in said if part)


def _checks(filled: Filled, reader: User, is_named: bool) -> dict[str, tuple[str, ...]]:
    """What the declared figures support; 审定投资额 is not for the unit, whoever prints."""
    items = outline_of(filled.sheet.ruleset).items.values()
    held = crosschecks.hold(filled.application, [filled.sheet], items, reader)[filled.sheet.pk]
    return {
        number: tuple(
            _checked(line, leaf.mark)
            for line in leaf.lines
            if is_named or AUDITED not in line.figure
        )
        for number, leaf in held.items()
    }


def _checked(line: crosschecks.Line, mark: int | None) -> str:
    """«投资规模：投资明细表合计 3,200.00 万元，支持0分，不一致»."""
    supported = "" if line.supports is None else f"，支持{line.supports}分"
    verdict = line.verdict(mark)
    return f"{line.title}：{line.figure}{supported}" + (f"，{verdict}" if verdict else "")


def _photos(filled: Filled, is_named: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number, name in SitePhoto.objects.filter(sheet=filled.sheet).values_list("number", "name"):
        found[number] = (*found.get(number, ()), name if is_named else "")
    return found


def _beside(filled: Filled, reader: User) -> dict[str, Mapping[str, int | None]]:
    """Marks of the other columns that ``reader`` may see, by their short names."""
    sheets = desk.visible_sheets(reader, filled.application)
    others = {column: sheet for column, sheet in sheets.items() if sheet.pk != filled.sheet.pk}
    return {desk.SHORT[column]: values for column, values in desk.marks_of(others).items()}


# --- putting together -------------------------------------------------------------------


def _part(part: Part, source: Source) -> ProofPart:
    rows = (
        _heading(row, source.totals) if isinstance(row, Heading) else _leaf(row, source)
        for row in part.rows
    )
    subtotal = next(s for s in source.totals.sections if s.number == part.number)
    return ProofPart(part.number, part.text, subtotal.maximum, subtotal.points, tuple(rows))


def _heading(row: Heading, totals: Totals) -> ProofHeading:
    return ProofHeading(row.number, row.text, row.points, totals.nodes[row.number], row.depth)


def _leaf(item: Item, source: Source) -> ProofLeaf:
    number, mark = item.number, source.marks[item.number]
    keeps_remark = source.is_named or source.filled.column == Column.SELF_CHECK
    return ProofLeaf(
        number=number,
        text=item.text,
        maximum=item.points,
        mark=mark.value,
        account=source.veil(account_of(item.rule, mark)),
        rule=item.rule.explain(),
        clause=f"{source.filled.sheet.ruleset.code} 第{number}项",
        checks=source.checks.get(number, ()),
        evidence=tuple(map(source.veil, source.evidence.get(number, ()))),
        photos=source.photos.get(number, ()),
        reason=source.veil(mark.reason),
        remark=source.veil(mark.remark) if keeps_remark else "",
        beside=tuple((label, values.get(number)) for label, values in source.beside.items()),
        origin=mark.get_origin_display() if mark.origin else "",
        by=_by(mark, source),
        at=mark.edited_at,
        history=source.history.get(number, ()),
    )


def account_of(rule: Rule, mark: Mark) -> str:
    """How the mark came about in words; inputs that the rule no longer takes are passed over."""
    try:
        return rule.account(mark.value, mark.inputs)
    except InputProblem:
        return rule.account(mark.value, {})


def _by(mark: Mark, source: Source) -> str:
    if mark.editor is None:
        return ""
    return mark.editor.name if source.is_named else source.office


def _head(source: Source) -> ProofHead:
    filled, application = source.filled, source.filled.application
    sheet, batch = filled.sheet, application.batch
    locks = [deed for deed in source.deeds if deed.action == "lock"]
    locked_by = locks[-1].actor_name if locks and not sheet.is_open else ""
    dossier, organisation = application.dossier, application.organisation
    return ProofHead(
        batch=batch.name,
        rehearsal=batch.is_rehearsal,
        city=application.city.name,
        unit=dossier.unit_name or organisation.name,
        zone=dossier.zone_name or organisation.zone_name,
        standard=str(sheet.ruleset),
        column=filled.column.label,
        holder=_holder(source),
        status=sheet.get_status_display(),
        locked_at=sheet.locked_at,
        locked_by=locked_by if source.is_named or not locked_by else source.office,
        version=_version(filled),
        code=code_of(source.marks),
        printed_at=clock.now(),
        edition=source.edition,
    )


def _holder(source: Source) -> str:
    """The member whose sheet it is; an office where no person is named."""
    seat = source.filled.seat
    if seat is None or not source.is_named:
        return source.office
    return f"{seat.user.name}（{seat.get_role_display()}{'，已更换' if seat.ended_at else ''}）"


def _version(filled: Filled) -> str:
    """Which submitted version the sheet judges."""
    versions = filled.application.snapshots.order_by("-number")
    latest = versions.values_list("number", "check_code").first()
    return f"v{latest[0]}（校验码 {latest[1]}）" if latest else "草稿"
