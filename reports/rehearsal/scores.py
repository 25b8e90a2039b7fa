"""Invented marks: legal by each leaf's rule, varied, with a reason where one is asked."""

from collections.abc import Callable, Iterable
from random import Random

from applications import crosschecks
from applications.doubts import doubts_of
from applications.models import Application
from portal.models import User
from reports.rehearsal import words
from scoring import rules
from scoring.choices import Origin
from scoring.models import Mark, ScoreSheet
from scoring.outline import Item, outline_of
from scoring.services import fill_blanks, record_mark
from scoring.totals import totals_of

#: How often a leaf takes a mark that its rule allows only with a reason.
PARTIAL = 0.1
Choice = Callable[[str, rules.Rule], int]


def self_check(chance: Random) -> Choice:
    """A unit that sees itself well: mostly the upper marks."""

    def choose(number: str, rule: rules.Rule) -> int:
        return _pick(chance, rule, _upper(rule.expected_marks, chance))

    return choose


def after(sheet: ScoreSheet, chance: Random) -> Choice:
    """Whoever comes after ``sheet``: the same mark, or now and then a lower one."""
    before = dict(sheet.marks.values_list("leaf__number", "value"))

    def choose(number: str, rule: rules.Rule) -> int:
        lower = [mark for mark in rule.expected_marks if mark <= before[number]] or [0]
        kept = before[number] if chance.random() < 0.8 else chance.choice(lower)
        return kept if kept in rule.legal_marks else lower[-1]

    return choose


def _upper(marks: tuple[int, ...], chance: Random) -> int:
    """Any mark, the better ones more often."""
    return marks[max(chance.randrange(len(marks)) for _ in range(3))]


def _pick(chance: Random, rule: rules.Rule, usual: int) -> int:
    unusual = [mark for mark in rule.legal_marks if rule.needs_reason(mark)]
    return chance.choice(unusual) if unusual and chance.random() < PARTIAL else usual


def one_of(sheets: Iterable[ScoreSheet], chance: Random) -> Choice:
    """Who hears several others: what one of them gave, so never beyond them all."""
    given = [dict(sheet.marks.values_list("leaf__number", "value")) for sheet in sheets]

    def choose(number: str, rule: rules.Rule) -> int:
        return chance.choice(given)[number]

    return choose


def mark_all(
    application: Application, sheet: ScoreSheet, actor: User, choose: Choice, *, at_once=False
) -> None:
    """Enter a mark for every leaf, as the desk does: one by one.

    With ``at_once`` all that need no reason come together from paper: a moment, not seconds.
    """
    application = Application.objects.get(pk=application.pk)
    values = {item.number: choose(item.number, item.rule) for item in _items(sheet)}
    if at_once:
        plain = {n: v for n, v in values.items() if not _reason(application, sheet, n, v)}
        fill_blanks(sheet=sheet, marks=plain, actor=actor, origin=Origin.PAPER)
    for mark in sheet.marks.filter(value__isnull=True).select_related("leaf"):
        enter(application, mark, actor=actor, value=values[mark.leaf.number])
    _explain(application, sheet, actor)


def _explain(application: Application, sheet: ScoreSheet, actor: User) -> None:
    """A mark may come to want a reason only by another that is entered after it, or with it."""
    held = crosschecks.hold(application, [sheet], _items(sheet))[sheet.pk]
    wanting = [number for number, checked in held.items() if checked.doubts]
    for mark in sheet.marks.filter(leaf__number__in=wanting).select_related("leaf"):
        enter(application, mark, actor=actor, value=mark.value)


def mark_some(
    application: Application, sheet: ScoreSheet, actor: User, choose: Choice, *, count: int
) -> None:
    """Enter the first ``count`` marks: somebody at work."""
    items = outline_of(sheet.ruleset).items
    for mark in sheet.marks.select_related("leaf")[:count]:
        number = mark.leaf.number
        value = choose(number, items[number].rule)
        enter(application, mark, actor=actor, value=value)


def enter(application: Application, mark: Mark, *, actor: User, value: int) -> None:
    """One mark, with a reason where somebody asks for it."""
    number, sheet = mark.leaf.number, mark.sheet
    record_mark(
        sheet=sheet,
        number=number,
        value=value,
        reason=_reason(application, sheet, number, value),
        version=mark.version,
        actor=actor,
    )


def _items(sheet: ScoreSheet) -> Iterable[Item]:
    return outline_of(sheet.ruleset).items.values()


def _reason(application: Application, sheet: ScoreSheet, number: str, value: int) -> str:
    if outline_of(sheet.ruleset).items[number].rule.needs_reason(value):
        return words.REASONS["partial"]
    doubts = doubts_of(application, sheet, number)
    return words.REASONS["beyond"] if any(doubts(value)) else ""


def total(sheet: ScoreSheet) -> int:
    return totals_of(sheet).total
