"""Sums over the two tables of the 报告书: computed here, typed by nobody."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from applications.models import InvestmentLine, StaffingLine


def investment_total(lines: Iterable[InvestmentLine]) -> Decimal:
    """合计·实际投资金额 in 万元; blanks count nothing."""
    return sum((line.amount_wan for line in lines if line.amount_wan is not None), Decimal(0))


def staffing_totals(lines: Sequence[StaffingLine]) -> tuple[int, int, int, int]:
    """合计 of the four head counts, in the order of the form."""
    names = ("contracted", "paid", "insured", "taxed")
    return tuple(sum(getattr(line, name) or 0 for line in lines) for name in names)


def numbered(lines: Iterable[InvestmentLine]) -> Iterator[tuple[InvestmentLine, str]]:
    """Each line with its place as printed: 「一、第2行」."""
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.category] = counts.get(line.category, 0) + 1
        numeral = "一二三四五六七八九十"[line.category - 1]
        yield line, f"“{numeral}”类第{counts[line.category]}行"
