"""What 市民政局 reads first: the doubts of the 初评, and what is new since the last answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications import digests
from applications.choices import QualificationItem, Verdict
from applications.documents.stamp import full_date
from applications.models import Application, CoSignature


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the 初评 that is not what the last answer was given to, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mark for which the city had to give, or gave, a reason."""

    item: str
    own: int | None
    value: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The last answer of 市民政局 and what has changed since; ``changes`` may be empty."""

    answer: CoSignature
    changes: list[Change]


def facts(application: Application) -> dict[str, Any]:
    """What the page of 会签 shows beside the summary of the 初评."""
    return {"compared": compared(application), "doubts": doubts(application)}


def doubts(application: Application) -> list[Doubt]:
    """The marks with a reason, in the order of the sheet; two queries."""
    marks = application.first_review.marks.exclude(reason="").select_related("leaf")
    own = dict(application.self_check.marks.values_list("leaf", "value"))
    return [Doubt(str(m.leaf), own.get(m.leaf_id), m.value, m.reason) for m in marks]


def compared(application: Application) -> Compared | None:
    """None where 市民政局 has not answered before."""
    answer = application.cosignatures.exclude(content={}).last()
    if answer is None:
        return None
    now = digests.review_content(application)
    return Compared(answer, list(changes(application, answer.content, now)))


def changes(application: Application, old: dict, new: dict) -> Iterator[Change]:
    """Every part in which two contents of ``digests.review_content`` differ."""
    if old["submission"] != new["submission"]:
        yield _submission(application, old["submission"], new["submission"])
    yield from _marks(application, old["marks"], new["marks"])
    yield from _qualification(old["qualification"], new["qualification"])
    yield from _opinion(old["opinion"], new["opinion"])


def _submission(application: Application, *digests_of: str) -> Change:
    numbers = dict(application.snapshots.values_list("sha256", "number"))
    return Change("申请报告书", *(f"第{numbers[one]}版" for one in digests_of))


def _marks(application: Application, old: dict, new: dict) -> Iterator[Change]:
    changed = [number for number in new if new[number] != old.get(number)]
    leaves = application.first_review.ruleset.leaves.filter(number__in=changed)
    for leaf in leaves:
        yield Change(str(leaf), _mark(old.get(leaf.number)), _mark(new[leaf.number]))


def _mark(mark: dict | None) -> str:
    """15分（理由：…；备注：…）"""
    if mark is None or mark["value"] is None:
        return "未评分"
    said = (("理由", mark["reason"]), ("备注", mark["remark"]))
    notes = "；".join(f"{word}：{text}" for word, text in said if text)
    return f"{mark['value']}分（{notes}）" if notes else f"{mark['value']}分"


def _qualification(old: Iterable[dict], new: Iterable[dict]) -> Iterator[Change]:
    before = {line["item"]: line for line in old}
    for line in new:
        if line != before.get(line["item"]):
            label = f"资格核查：{QualificationItem(line['item']).label}"
            yield Change(label, _verdict(before.get(line["item"])), _verdict(line))


def _verdict(line: dict | None) -> str:
    if line is None or not line["verdict"]:
        return "未核查"
    word = Verdict(line["verdict"]).label
    return f"{word}（{line['remark']}）" if line["remark"] else word


OPINION = {
    "text": ("初评意见", str),
    "recommends": ("建议推荐", {True: "是", False: "否", None: "未选择"}.get),
    "dated": ("初评意见的日期", lambda text: full_date(date.fromisoformat(text))),
}


def _opinion(old: dict, new: dict) -> Iterator[Change]:
    for name, (label, said) in OPINION.items():
        if old[name] != new[name]:
            yield Change(label, said(old[name]), said(new[name]))
