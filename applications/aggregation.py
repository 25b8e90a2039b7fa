"""What a declared way of averaging would put into the chair's blank leaves: a proposal, no more.

A batch declares the way and how many members it takes; the chair asks for it, sees every
mark before it is written, and scores the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications import crosschecks
from applications.consensus import (
    MEANS,
    TRIMMED_LEAST,
    Consensus,
    Range,
    read_consensus,
    tenths,
    whole,
)
from applications.crosschecks.holding import Checked
from applications.crosschecks.judging import doubts_about
from applications.models import Application, Batch
from portal.models import User
from scoring.choices import Aggregation
from scoring.outline import Item
from scoring.services.blanks import takes


@dataclass(frozen=True, slots=True)
class Proposal:
    """One blank leaf; ``value`` is None where the mean is no mark that it takes without a reason."""

    item: Item
    range: Range
    mean: Decimal
    value: int | None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All blank leaves with what they would get; ``refusal`` says why none of it can be taken."""

    label: str
    voices: int
    proposals: tuple[Proposal, ...]
    refusal: str

    @property
    def marks(self) -> Mapping[str, int]:
        """What would be written, by leaf."""
        return {p.item.number: p.value for p in self.proposals if p.value is not None}

    @property
    def left(self) -> int:
        """How many leaves stay for the chair."""
        return len(self.proposals) - len(self.marks)

    @property
    def boxes(self) -> dict[str, str]:
        """The marks as texts, to tell whether they are still those that somebody has seen."""
        return {number: str(value) for number, value in self.marks.items()}


def propose(application: Application, user: User) -> Aggregate:
    """What the batch's way of averaging makes of the marks that were handed in."""
    found = read_consensus(application, user)
    batch = application.batch
    refusal = _refusal(batch, found)
    return Aggregate(
        label=batch.get_aggregation_display(),
        voices=len(found.voices),
        proposals=() if refusal else tuple(_proposals(application, found)),
        refusal=refusal,
    )


def needed(batch: Batch) -> int:
    """How many members must have handed in."""
    if batch.aggregation == Aggregation.TRIMMED_MEAN:
        return max(batch.quorum, TRIMMED_LEAST)
    return batch.quorum


def _refusal(batch: Batch, found: Consensus) -> str:
    if batch.aggregation not in MEANS:
        return "本批次由组长综合评议，不按平均分填入。"
    if (count := len(found.voices)) < needed(batch):
        return f"按平均分填入须有{needed(batch)}名成员提交计分，现在有{count}名。"
    return ""


def _proposals(application: Application, found: Consensus) -> Iterable[Proposal]:
    average = MEANS[application.batch.aggregation]
    sheet = application.final_score
    held = crosschecks.hold(application, [sheet], found.outline.items.values())[sheet.pk]
    for line in found.lines:
        if line.final is None:
            exact = average(line.range.marks)
            fits = _fits(line.item, whole(exact), held.get(line.item.number))
            yield Proposal(line.item, line.range, tenths(exact), whole(exact) if fits else None)


def _fits(item: Item, value: int, checked: Checked | None) -> bool:
    """Whether the rule takes the mark, and the declared figures do not speak against it."""
    if not takes(item.rule, value):
        return False
    return checked is None or not doubts_about(checked.lines, value)
