"""What a 退回补正 has changed in the 初评: what was signed before against what stands now."""

from collections.abc import Iterator
from typing import Any

from applications import digests
from applications.choices import QualificationItem, SectionName, Verdict
from applications.differences import Cell, Change, Data, Kind, Part, kind_of, mark_cells
from applications.models import Application, ReturnRound
from scoring.outline import outline_of

YES_NO = {True: "建议推荐", False: "不建议推荐"}


def in_round(application: Application, round_: ReturnRound) -> list[Part]:
    """The city's parts that differ since the signature before ``round_``; empty without one."""
    signed = application.cosignatures.filter(agreed=True).exclude(content={}).order_by("pk")
    before = signed.filter(signed_at__lte=round_.returned_at).last()
    if before is None:
        return []
    if round_.answered_at is None:
        return between(application, before.content, digests.review_content(application))
    after = signed.filter(signed_at__lte=round_.answered_at).last()
    return between(application, before.content, after.content)


def between(application: Application, old: Data, new: Data) -> list[Part]:
    """资格核查, 初评意见 and 初评 marks that differ between two signed contents."""
    found = {
        SectionName.QUALIFICATION: _checks(old, new),
        SectionName.OPINION: _opinion(old["opinion"], new["opinion"]),
        SectionName.FIRST_REVIEW: _marks(application, old["marks"], new["marks"]),
    }
    parts = (Part(section, tuple(changes)) for section, changes in found.items())
    return [part for part in parts if part.changes]


def _checks(old: Data, new: Data) -> Iterator[Change]:
    before, after = ({row["item"]: row for row in v["qualification"]} for v in (old, new))
    for item in QualificationItem:
        gone, come = before.get(item, {}), after.get(item, {})
        texts = (("核查结论", _verdict(gone), _verdict(come)),)
        texts += (("备注", gone.get("remark", ""), come.get("remark", "")),)
        cells = tuple(Cell(*text) for text in texts if text[1] != text[2])
        if cells:
            yield Change(Kind.CHANGED, item.label, cells)


def _verdict(row: Data) -> str:
    return Verdict(row["verdict"]).label if row.get("verdict") else ""


def _opinion(old: Data, new: Data) -> Iterator[Change]:
    texts: tuple[tuple[str, Any, Any], ...] = (
        ("初评意见", old["text"], new["text"]),
        ("建议推荐", *(YES_NO.get(one["recommends"], "") for one in (old, new))),
        ("日期", old["dated"], new["dated"]),
    )
    for label, before, after in texts:
        if before != after:
            yield Change(kind_of(before, after), label, (Cell("", before, after),))


def _marks(application: Application, old: Data, new: Data) -> Iterator[Change]:
    items = outline_of(application.batch.ruleset).items
    for number, mark in new.items():
        if cells := tuple(mark_cells(old.get(number, {}), mark)):
            yield Change(Kind.CHANGED, str(items.get(number, number)), cells, leaf=number)
