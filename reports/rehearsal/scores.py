"""Invented marks: legal by each leaf's rule, varied, with a reason where one is asked."""

from collections.abc import Callable
from random import Random

from applications.doubts import doubts_of
from applications.models import Application
from portal.models import User
from reports.rehearsal import words
from scoring import rules
from scoring.models import Mark, ScoreSheet
from scoring.services import record_mark, rule_of
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


def mark_all(application: Application, sheet: ScoreSheet, actor: User, choose: Choice) -> None:
    """Enter a mark for every leaf, as the desk does: one by one."""
    application = Application.objects.get(pk=application.pk)
    for mark in Mark.objects.filter(sheet=sheet).select_related("leaf").order_by("leaf__position"):
        rule = rule_of(mark.leaf, sheet.ruleset)
        value = choose(mark.leaf.number, rule)
        doubts = doubts_of(application, sheet, mark.leaf.number)
        reason = words.REASONS["partial"] if rule.needs_reason(value) else ""
        if not reason and any(doubts(value)):
            reason = words.REASONS["beyond"]
        record_mark(
            sheet=sheet,
            number=mark.leaf.number,
            value=value,
            reason=reason,
            version=mark.version,
            actor=actor,
        )


def total(sheet: ScoreSheet) -> int:
    return totals_of(sheet).total
