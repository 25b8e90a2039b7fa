"""A 回执表 from a workbook before it is stored: person by person 新增, 修改, 未变 or 拒绝."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from applications.forms.imports import CHANGED, NEW, REFUSED
from portal import clock
from portal.choices import OrganisationKind
from portal.previews import seal, unseal
from portal.worksheets import CellTrouble, Head, ImportRefused, SheetRow, SheetTable, read_book
from reports import roster
from reports.documents import LiaisonPaper
from reports.forms.liaisons import PersonForm
from reports.imports import other_years, refuse_other_city
from reports.models import Liaison, LiaisonList
from reports.naming import Finder, Match
from reports.periods import month_of
from reports.services.liaisons import LABELS, Planned, boxes, mark_of_city

SAME = "未变"
#: The badge of each action.
TONES = {NEW: "open", CHANGED: "returned", SAME: "neutral", REFUSED: "problem"}
HEADS = (
    Head("kind", "类别", ("单位类型", "单位类别", "类型"), required=False),
    Head("unit", "单位", ("单位名称", "单位全称", "所在单位", "工作单位", "名称")),
    Head("name", "姓名", ("联络员", "工作联络员", "联络员姓名", "联系人")),
    Head("position", "职务", ("职务职称", "职位", "职称")),
    Head("phone", "联系方式", ("联系电话", "电话", "电话号码", "手机", "手机号", "手机号码")),
)
#: More than one person in a cell.
SEVERAL = ("、", ",", "，", ";", "；", "/", "\n")


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One person of the file: what would become of them, and why it is refused."""

    sheet: str
    number: int
    action: str
    unit: str
    person: dict[str, str]
    before: dict[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    troubles: tuple[CellTrouble, ...] = ()

    @property
    def tone(self) -> str:
        return TONES[self.action]

    @property
    def changes(self) -> list[str]:
        """«联系方式原为13900000000» for each text that would change."""
        return [
            f"{LABELS[name]}原为{text}"
            for name, text in self.before.items()
            if text != self.person[name]
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; ``missing`` are persons in force who are not in the file."""

    lines: list[PreviewLine]
    planned: list[Planned]
    missing: list[Liaison]
    notes: list[str]
    mark: int

    @property
    def troubles(self) -> list[CellTrouble]:
        return [trouble for line in self.lines for trouble in line.troubles]

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(line.action for line in self.lines)
        return [(word, found[word]) for word in (NEW, CHANGED, SAME, REFUSED)]


def preview_of(file: IO[bytes], of: LiaisonList) -> Preview:
    """Compare a workbook with the persons in force of the list's city. Raises ImportRefused."""
    tables = read_book(
        file,
        heads=HEADS,
        version=LiaisonPaper.template,
        groups=("kind", "unit"),
        key="name",
        once=("position", "phone"),
    )
    refuse_other_city(tables, of.city, "回执表")
    mark = mark_of_city(of.city_id)
    everybody = roster.read(roster.everybody())
    members = roster.in_month(
        [unit for unit in everybody if unit.city_id == of.city_id], month_of(clock.today())
    )
    others = [unit for unit in everybody if unit not in members]
    judge = _Judge(Finder(of.city_id, members, others, "回执表", "现不在册，无需填报"))
    lines = [judge.line(table, row) for table in tables for row in table.rows]
    if not lines:
        raise ImportRefused("表中没有填写联络员，请填写后上传。")
    notes = other_years(tables, of.year)
    notes += [note for table in tables for note in table.notes]
    if lacking := "、".join(unit.name for unit in judge.lacking):
        notes.append(f"导入后仍没有联络员的单位：{lacking}，请补充。")
    return Preview(lines, judge.planned, judge.missing, notes, mark)


class _Judge:
    """Meets the rows of a file one by one, each person in force at most once."""

    def __init__(self, finder: Finder):
        self.finder = finder
        units = finder.members
        self.planned: list[Planned] = []
        self._waiting: dict[int, list[Liaison]] = defaultdict(list)
        self._seen: dict[tuple, SheetRow] = {}
        for person in Liaison.objects.current().filter(organisation__in=units):
            self._waiting[person.organisation_id].append(person)
        self._served = set(self._waiting)

    @property
    def lacking(self) -> list[Any]:
        """Organisations that would still have nobody."""
        served = {row.organisation for row in self.planned} | self._served
        return [unit for unit in self.finder.members if unit.pk not in served]

    @property
    def missing(self) -> list[Liaison]:
        names = {unit.pk: unit for unit in self.finder.members}
        left = [person for persons in self._waiting.values() for person in persons]
        for person in left:
            person.organisation = names[person.organisation_id]
        return left

    def line(self, table: SheetTable, row: SheetRow) -> PreviewLine:
        match = self.finder.find(str(row.values.get("unit", "")))
        form = PersonForm({name: row.values.get(name, "") for name in LABELS})
        person = {name: str(form[name].value()).strip() for name in LABELS}
        person |= {name: form.cleaned_data[name] for name in LABELS if form.is_valid()}
        troubles = (*row.troubles, *self._troubles(row, match, form))
        shown = match.organisation.name if match.organisation else str(row.values.get("unit", ""))
        line = PreviewLine(table.sheet, row.number, REFUSED, shown, person, troubles=troubles)
        return line if troubles else self._judged(line, row, match)

    def _troubles(self, row: SheetRow, match: Match, form: PersonForm) -> Iterator[CellTrouble]:
        known = {trouble.place for trouble in row.troubles}
        found = [("unit", match.problem)] if match.problem else []
        found += [(name, sentence) for name, told in form.errors.items() for sentence in told]
        if any(mark in str(row.values.get("name", "")) for mark in SEVERAL):
            found.append(("name", "一行只填一人，请把几个人分成几行。"))
        if not found and (twin := self._twin(row, match, form)):
            found.append(("name", f"与{twin.places['name']}重复，请只保留一行。"))
        for name, sentence in found:
            if row.places[name] not in known:
                yield CellTrouble(row.places[name], sentence)

    def _twin(self, row: SheetRow, match: Match, form: PersonForm) -> SheetRow | None:
        """An earlier row with the same person."""
        key = (match.organisation.pk, form.person["name"], form.person["phone"])
        return None if self._seen.setdefault(key, row) is row else self._seen[key]

    def _judged(self, line: PreviewLine, row: SheetRow, match: Match) -> PreviewLine:
        unit = match.organisation
        stored = self._stored(unit.pk, line.person)
        before = boxes(stored) if stored else {}
        action = NEW if stored is None else SAME if before == line.person else CHANGED
        if action != SAME:
            self.planned.append(Planned(unit.pk, line.person, stored and stored.pk))
        hints = [match.hint, _hint_of_kind(row, unit)]
        return PreviewLine(
            line.sheet,
            line.number,
            action,
            line.unit,
            line.person,
            before,
            tuple(hint for hint in hints if hint),
        )

    def _stored(self, unit: int, person: dict[str, str]) -> Liaison | None:
        """The person in force of that name; with the same number where there are two."""
        waiting = self._waiting[unit]
        found = [one for one in waiting if one.name == person["name"]]
        found.sort(key=lambda one: one.phone != person["phone"])
        if found:
            waiting.remove(found[0])
        return found[0] if found else None


def _hint_of_kind(row: SheetRow, unit: Any) -> str:
    """The group that a person wrote is not asked for; another one is pointed out."""
    written = "".join(str(row.values.get("kind", "")).split())
    kind = roster.kind_in(unit, month_of(clock.today()))
    if not written or kind is None or written in (kind.label, kind.label.removeprefix("文旅康养")):
        return ""
    return f"类别写作“{written}”，系统中为“{OrganisationKind(kind).label}”，以系统为准"


# --- between preview and confirmation ------------------------------------------------------


def sealed(preview: Preview, *, salt: str) -> str:
    """What a preview would store, for the hidden box of its confirmation; nobody can alter it."""
    rows = [[row.organisation, row.values, row.liaison] for row in preview.planned]
    return seal({"mark": preview.mark, "rows": rows}, salt=salt)


def unsealed(text: str, *, salt: str) -> tuple[int, list[Planned]]:
    """Mark and rows of a confirmed preview; raises ImportRefused when it is too old."""
    kept = unseal(text, salt=salt)
    return kept["mark"], [Planned(*row) for row in kept["rows"]]


def missing_note(missing: Iterable[Liaison]) -> str:
    """Who is not in the file stays; empty when everybody is."""
    names = "、".join(f"{one.name}（{one.organisation.name}）" for one in missing)
    if not names:
        return ""
    return f"以下联络员不在文件中，导入不会移除：{names}。已离任的请在单位页面办理离任。"
