"""What differs between two sealed versions: part by part, and only what differs."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from applications import evidence
from applications.changes import points_said
from applications.choices import SectionName
from applications.facts import NUMBERS, PARTS, fact_of
from applications.models import Application, InvestmentLine, StaffingLine
from applications.places import field_label, record_class
from applications.snapshots import FIELDS
from scoring.outline import outline_of

Data = Mapping[str, Any]
#: «same», «del» or «ins», and the text that stays, goes or comes.
Run = tuple[str, str]
#: Texts at least so long together are set against each other character by character.
LONG = 40
#: Characters that are shown of an unchanged text on each side of a change.
BESIDE = 30
SENTENCES = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
WORDS = re.compile(r"[0-9A-Za-z.,%]+|.", re.DOTALL)


class Kind(StrEnum):
    NEW = "新增"
    DELETED = "删除"
    CHANGED = "修改"


def kind_of(before: Any, after: Any) -> Kind:
    """What has happened between two values of which one may be empty."""
    if not before:
        return Kind.NEW
    return Kind.CHANGED if after else Kind.DELETED


@dataclass(frozen=True)
class Cell:
    """One value, before and after; ``delta`` of two marks."""

    label: str
    before: str
    after: str
    delta: int | None = None

    @property
    def is_long(self) -> bool:
        return bool(self.before and self.after) and len(self.before + self.after) >= LONG

    @cached_property
    def pieces(self) -> list[Run]:
        """The text in runs."""
        return list(_joined(_runs(self.before, self.after)))

    @property
    def excerpt(self) -> Iterator[Run]:
        """The runs, of what stays only the ends beside a change."""
        last = len(self.pieces) - 1
        for place, (kind, text) in enumerate(self.pieces):
            if kind == "same":
                text = _shortened(text, before=place > 0, after=place < last)
            yield kind, text


def _shortened(text: str, *, before: bool, after: bool) -> str:
    """``text`` without its middle; ``before`` and ``after`` say where a change stands."""
    head, tail = (BESIDE if side else 0 for side in (before, after))
    left_out = len(text) - head - tail
    if left_out <= BESIDE:
        return text
    return f"{text[:head]}……（略{left_out}字）……{text[len(text) - tail :]}"


@dataclass(frozen=True, slots=True)
class Change:
    """One field, row, leaf or slot that differs, with those of its values that do."""

    kind: Kind
    label: str
    cells: tuple[Cell, ...]
    leaf: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the 报告书 and what differs in it."""

    section: SectionName
    changes: tuple[Change, ...]


def between(
    application: Application, old: Data, new: Data, *, phones: bool = True, marks: bool = True
) -> list[Part]:
    """What changed from contents ``old`` to ``new``, in the order of the 报告书.

    ``phones`` shows telephone numbers in full; without ``marks`` nothing is said of the 自检.
    A version of an older format has blanks where it knows nothing. One query, for the titles
    of the catalogue.
    """
    found: dict[SectionName, Iterator[Change]] = {
        section: _fields(application, section, old, new, phones) for section in FIELDS
    }
    found[SectionName.INVESTMENT] = _rows(InvestmentLine, SectionName.INVESTMENT, old, new)
    found[SectionName.STAFFING] = _rows(StaffingLine, SectionName.STAFFING, old, new)
    if marks:
        found[SectionName.SELF_CHECK] = _leaves(application, old, new)
    found[SectionName.ATTACHMENTS] = _slots(application, old, new)
    parts = (Part(section, tuple(found[section])) for section in SectionName if section in found)
    return [part for part in parts if part.changes]


def count(parts: Iterable[Part]) -> int:
    """How many places differ (n处)."""
    return sum(len(part.changes) for part in parts)


# --- texts ---------------------------------------------------------------------------------


def _runs(before: str, after: str) -> Iterator[Run]:
    """Sentence by sentence first, so that a long text is compared where it changed."""
    return _compared(SENTENCES.findall(before), SENTENCES.findall(after), _word_runs)


def _word_runs(before: str, after: str) -> Iterator[Run]:
    return _compared(WORDS.findall(before), WORDS.findall(after), _replaced)


def _replaced(before: str, after: str) -> Iterator[Run]:
    return iter((("del", before), ("ins", after)))


def _compared(
    old: Sequence[str], new: Sequence[str], closer: Callable[[str, str], Iterator[Run]]
) -> Iterator[Run]:
    """``closer`` looks into what stands in each other's place.

    What both begin and end with is set aside: where a text repeats itself, the change stays
    where it was made.
    """
    head, tail = _shared(old, new)
    yield "same", "".join(old[:head])
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, inner_old, inner_new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        gone, come = "".join(inner_old[i:j]), "".join(inner_new[k:m])
        yield from closer(gone, come) if tag == "replace" else _marked(tag, gone, come)
    yield "same", "".join(old[len(old) - tail :])


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many entries both begin with, and how many of the rest both end with."""
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    most = shortest - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    return head, tail


def _marked(tag: str, gone: str, come: str) -> Iterator[Run]:
    if tag == "equal":
        yield "same", gone
    else:
        yield from (("del", gone), ("ins", come))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind as one run, without empty ones."""
    for kind, some in groupby((run for run in runs if run[1]), key=itemgetter(0)):
        yield kind, "".join(text for _, text in some)


# --- fields --------------------------------------------------------------------------------


def _fields(
    application: Application, section: SectionName, old: Data, new: Data, phones: bool
) -> Iterator[Change]:
    before, after = (_record(section, version) for version in (old, new))
    for name in FIELDS[section]:
        if name in PARTS or _said(before, name, True) == _said(after, name, True):
            continue
        cell = Cell("", _said(before, name, phones), _said(after, name, phones))
        label = field_label(application, name)
        yield Change(kind_of(cell.before, cell.after), label, (cell,))


def _record(section: SectionName, version: Data) -> Any:
    """The part of a version as a record that is not stored."""
    return _revived(record_class(section), version.get(section, {}))


def _revived(model: type, values: Data) -> Any:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in values.items()})


def _said(record: Any, name: str, phones: bool) -> str:
    fact = fact_of(record, name, "", phone_in_full=phones)
    return f"{fact.text}{fact.unit}" if name in NUMBERS else str(fact.text or "")


# --- tables --------------------------------------------------------------------------------


def _rows(model: type, section: SectionName, old: Data, new: Data) -> Iterator[Change]:
    before, after = ([_shown(model, row) for row in version[section]] for version in (old, new))
    pairs = pair_rows(before, after)
    for i, j in pairs:
        if i is not None and j is not None and before[i] == after[j]:
            continue
        gone, come = (before[i] if i is not None else {}), (after[j] if j is not None else {})
        place = f"第{j + 1}行" if j is not None else f"原第{i + 1}行"
        name = next(iter((come or gone).values()))
        cells = tuple(_cells(gone, come))
        yield Change(kind_of(gone, come), f"{place}（{name}）", cells)
    kept = [i for i, j in pairs if i is not None and j is not None]
    if kept != sorted(kept):
        yield Change(Kind.CHANGED, "行的顺序有调整", ())


def _shown(model: type, row: Data) -> dict[str, str]:
    """A row by heading, as the page writes it; what it is about comes first."""
    line = _revived(model, row)
    texts = {
        evidence.heading_of(model, name, show): show(value) if value not in (None, "") else ""
        for name, show in evidence.CELLS[model]
        for value in [getattr(line, name)]
    }
    first = evidence.heading_of(model, *NAMED_BY[model])
    return {first: texts[first], **texts}


#: By which column a row is called.
NAMED_BY = {InvestmentLine: ("purpose", str), StaffingLine: ("form", str)}


def _cells(gone: Data, come: Data) -> Iterator[Cell]:
    for heading in come or gone:
        before, after = gone.get(heading, ""), come.get(heading, "")
        if before != after:
            yield Cell(heading, before, after)


Pair = tuple[int | None, int | None]


def pair_rows(before: Sequence[Data], after: Sequence[Data]) -> list[Pair]:
    """Which old row each new one was: equal ones first, then the likest; in the new order.

    Rows are alike when they are called the same, or agree in half of their cells. Old rows
    without a new one come last.
    """
    free_old, free_new = set(range(len(before))), set(range(len(after)))
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(_likeness(before, after)):
        if i in free_old and j in free_new:
            taken[j] = i
            free_old.discard(i)
            free_new.discard(j)
    pairs: list[Pair] = [(taken.get(j), j) for j in range(len(after))]
    return [*pairs, *((i, None) for i in sorted(free_old))]


def _likeness(before: Sequence[Data], after: Sequence[Data]) -> Iterator[tuple[int, int, int, int]]:
    """How many cells differ and how far the rows are apart, for rows that are alike."""
    for i, old in enumerate(before):
        for j, new in enumerate(after):
            differing = sum(old[name] != new[name] for name in new)
            name = next(iter(new))
            is_called_same = bool(new[name]) and old[name] == new[name]
            if is_called_same or differing * 2 <= len(new):
                yield differing, abs(i - j), i, j


# --- 自检, its evidence, 其他材料 ---------------------------------------------------------------


def _leaves(application: Application, old: Data, new: Data) -> Iterator[Change]:
    items = outline_of(application.batch.ruleset).items
    for number in dict.fromkeys([*new[SectionName.SELF_CHECK], *new.get("evidence", {})]):
        before, after = (v[SectionName.SELF_CHECK].get(number, {}) for v in (old, new))
        pieces = [v.get("evidence", {}).get(number, []) for v in (old, new)]
        cells = (*mark_cells(before, after), *_pieces(*pieces))
        if cells:
            label = str(items.get(number, number))
            yield Change(Kind.CHANGED, label, cells, leaf=number)


def mark_cells(before: Data, after: Data) -> Iterator[Cell]:
    """Mark, reason and remark of one leaf, as far as they differ."""
    old, new = before.get("value"), after.get("value")
    if old != new:
        delta = None if old is None or new is None else new - old
        yield Cell("分值", points_said(old), points_said(new), delta)
    for name, label in (("reason", "理由"), ("remark", "备注")):
        gone, come = before.get(name) or "", after.get(name) or ""
        if gone != come:
            yield Cell(label, gone, come)


def _pieces(old: Sequence[Data], new: Sequence[Data]) -> Iterator[Cell]:
    gone, come = [evidence.spoken(p) for p in old], [evidence.spoken(p) for p in new]
    yield from _listed("佐证", gone, come)


def _listed(label: str, gone: Sequence[str], come: Sequence[str]) -> Iterator[Cell]:
    """Entries of a list that went and that came; what was exchanged stands side by side."""
    left = [text for text in gone if text not in come]
    added = [text for text in come if text not in gone]
    for place in range(max(len(left), len(added))):
        before, after = (texts[place] if place < len(texts) else "" for texts in (left, added))
        yield Cell(label, before, after)


def _slots(application: Application, old: Data, new: Data) -> Iterator[Change]:
    titles = {item.code: str(item) for item in application.batch.catalogue.all()}
    files = [_by_code(v[SectionName.ATTACHMENTS], _file) for v in (old, new)]
    waivers = [_by_code(v["waivers"], lambda row: row["reason"]) for v in (old, new)]
    known = {code for found in (*files, *waivers) for code in found}
    for code in sorted(known, key=lambda code: [*titles, code].index(code)):
        cells = (
            *_listed("文件", *(found.get(code, []) for found in files)),
            *_listed("不适用", *(found.get(code, []) for found in waivers)),
        )
        if cells:
            kinds = {kind_of(cell.before, cell.after) for cell in cells}
            kind = kinds.pop() if len(kinds) == 1 else Kind.CHANGED
            yield Change(kind, titles.get(code, code), cells, code=code)


def _by_code(rows: Iterable[Data], text: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["item__code"], []).append(text(row))
    return found


def _file(row: Data) -> str:
    """Name, pages and the beginning of the digest: a file of the same name may be another one."""
    pages = f"{row['pages']}页，" if row.get("pages") else ""
    return f"{row['name']}（{pages}SHA-256 {row['sha256'][:8].upper()}）"
