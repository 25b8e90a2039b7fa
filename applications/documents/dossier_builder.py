"""Fills the 报告书 (O1) from a sealed version, or from what the unit is writing now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications import digests, snapshots
from applications.choices import Binding, InvestmentCategory, Status
from applications.documents.dossier import (
    Amounts,
    Basics,
    Cover,
    DossierDocument,
    HeadCounts,
    InvestmentGroup,
    InvestmentRow,
    Narratives,
    Opinion,
    StaffingRow,
)
from applications.documents.masks import masked_phone
from applications.documents.score_table import Marks, ScoreTable, score_table
from applications.documents.stamp import Stamp, full_date
from applications.models import Application, ReviewOpinion, Snapshot
from applications.permissions import can_see_marks, can_see_phones, is_of_unit, scores_blind
from portal import clock
from portal.choices import Nature
from portal.models import User
from scoring.choices import Column
from scoring.models import ScoreSheet

NUMERALS = "一二三四五六七八九十"


class NoSuchVersion(Exception):
    """The wanted version was never submitted; the text is the sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What one reader gets: a sealed version or the draft, and which later columns.

    ``shown`` holds 初评 and 评定 only where the reader may see them and they judge
    the printed version.
    """

    application: Application
    snapshot: Snapshot | None
    contents: Mapping[str, Any]
    shown: frozenset[str]
    is_blind: bool
    phone_in_full: bool


def dossier_document(
    application: Application, *, reader: User, version: int | None = None
) -> DossierDocument:
    """The 报告书 as ``reader`` may see it, in a constant number of queries.

    ``version`` names a submitted one. None is the draft while the unit is writing and
    reads it itself or never submitted; else the version submitted last. What may not be
    seen stays empty as in the blank form. Raises NoSuchVersion.
    """
    copy = _copy(application, reader, version)
    contents = copy.contents
    investment = _investment(contents["investment"])
    staffing = _staffing(contents["staffing"])
    return DossierDocument(
        stamp=_stamp(copy),
        duplex=application.batch.duplex,
        cover=_cover(copy),
        declared_on=_day(contents["declaration"]["declared_on"]),
        basics=_basics(copy),
        narratives=_narratives(contents),
        investment=investment,
        investment_total=_sum_amounts(row.amounts for group in investment for row in group.rows),
        staffing=staffing,
        staffing_total=_sum_heads(row.counts for row in staffing),
        opinion=_opinion(copy),
        scores=_scores(copy),
    )


def _copy(application: Application, reader: User, version: int | None) -> Copy:
    snapshot = _snapshot(application, reader, version)
    outdated = snapshot and application.snapshots.filter(number__gt=snapshot.number).exists()
    columns = () if snapshot is None or outdated else (Column.FIRST_REVIEW, Column.FINAL_SCORE)
    return Copy(
        application=application,
        snapshot=snapshot,
        contents=snapshot.data if snapshot else snapshots.contents(application),
        shown=frozenset(c for c in columns if can_see_marks(reader, application, c)),
        is_blind=scores_blind(reader, application),
        phone_in_full=bool(can_see_phones(reader, application)),
    )


def _snapshot(application: Application, reader: User, version: int | None) -> Snapshot | None:
    if version is not None:
        found = application.snapshots.filter(number=version).first()
        if found is None:
            raise NoSuchVersion(f"该申报没有提交过版本 v{version}，请刷新页面后重新选择。")
        return found
    writing = application.status == Status.CITY_RETURNED and is_of_unit(reader, application)
    if writing or application.status == Status.DRAFTING:
        return None
    return snapshots.current(application)


def _stamp(copy: Copy) -> Stamp:
    application, snapshot = copy.application, copy.snapshot
    review = application.review_digest if Column.FIRST_REVIEW in copy.shown else ""
    final = ""
    if Column.FINAL_SCORE in copy.shown:
        final = digests.current_digest(application, Binding.FINAL)
    return Stamp(
        batch=application.batch.name,
        printed_at=clock.now(),
        version=snapshot.number if snapshot else None,
        check_code=snapshot.check_code if snapshot else "",
        review_code=digests.check_code(review),
        final_code=digests.check_code(final),
        rehearsal=application.batch.is_rehearsal,
    )


def _cover(copy: Copy) -> Cover:
    basics, city = copy.contents["basics"], copy.contents["batch"]["city"]
    return Cover(
        zone_name=basics["zone_name"],
        applicant=basics["unit_name"],
        recommenders=(f"{city}文化和旅游局", f"{city}民政局"),
        month=timezone.localtime(copy.snapshot.sealed_at).date() if copy.snapshot else None,
    )


def _basics(copy: Copy) -> Basics:
    basics, batch = copy.contents["basics"], copy.application.batch
    phone = basics["contact_phone"]
    return Basics(
        zone_name=basics["zone_name"],
        applicant=basics["unit_name"],
        credit_code=basics["credit_code"],
        nature=_nature(basics),
        contact=basics["contact_name"],
        phone=phone if copy.phone_in_full else masked_phone(phone),
        address=basics["address"],
        email=basics["email"],
        area_km2=_decimal(basics["area_km2"]),
        invested_wan=_decimal(basics["invested_wan"]),
        employees=basics["employees"],
        opened=_opened(basics),
        year_label=batch.full_year_label,
        half_year_label=batch.half_year_label,
        year_revenue_wan=_decimal(basics["revenue_year_wan"]),
        half_year_revenue_wan=_decimal(basics["revenue_half_wan"]),
        year_visits=basics["visits_year"],
        half_year_visits=basics["visits_half"],
        honours=paragraphs(basics["honours"]),
    )


def _nature(basics: Mapping[str, Any]) -> str:
    """国有企业, or 其他 with what the unit says it is."""
    if not basics["nature"]:
        return ""
    label = Nature(basics["nature"]).label
    return f"{label}（{basics['nature_other']}）" if basics["nature_other"] else label


def _opened(basics: Mapping[str, Any]) -> str:
    """2019年5月, with the day where the unit gave one."""
    day = _day(basics["opened_on"])
    if day is None or basics["opened_has_day"]:
        return full_date(day)
    return f"{day.year}年{day.month}月"


def _narratives(contents: Mapping[str, Any]) -> Narratives:
    return Narratives(
        creation=paragraphs(contents["achievements"]["achievements"]),
        operation=paragraphs(contents["operations"]["operations"]),
        direction=paragraphs(contents["direction"]["direction"]),
    )


def _investment(lines: list[dict[str, Any]]) -> tuple[InvestmentGroup, ...]:
    """All ten categories in the order of the form, each with its lines numbered from 1."""
    groups = []
    for category in InvestmentCategory:
        own = [line for line in lines if line["category"] == category]
        rows = tuple(
            InvestmentRow(
                number=number,
                purpose=line["purpose"],
                term=line["term"],
                amounts=Amounts(
                    invested=_decimal(line["amount_wan"]),
                    paid=_decimal(line["paid_wan"]),
                    unpaid=_decimal(line["unpaid_wan"]),
                ),
                remark=line["remark"],
            )
            for number, line in enumerate(own, start=1)
        )
        subtotal = _sum_amounts(row.amounts for row in rows)
        groups.append(InvestmentGroup(NUMERALS[category - 1], category.label, subtotal, rows))
    return tuple(groups)


def _staffing(lines: list[dict[str, Any]]) -> tuple[StaffingRow, ...]:
    return tuple(
        StaffingRow(
            form=line["form"],
            counts=HeadCounts(line["contracted"], line["paid"], line["insured"], line["taxed"]),
            remark=line["remark"],
        )
        for line in lines
    )


def _opinion(copy: Copy) -> Opinion:
    if Column.FIRST_REVIEW not in copy.shown:
        return Opinion()
    opinion = ReviewOpinion.objects.filter(application=copy.application).first()
    return Opinion(paragraphs(opinion.text), opinion.dated) if opinion else Opinion()


def _scores(copy: Copy) -> ScoreTable:
    application = copy.application
    self_check = {n: mark["value"] for n, mark in copy.contents["self_check"].items()}
    columns = [
        None if copy.is_blind else self_check,
        _marks(application.first_review) if Column.FIRST_REVIEW in copy.shown else None,
        _marks(application.final_score) if Column.FINAL_SCORE in copy.shown else None,
    ]
    return score_table(application.batch.ruleset_id, columns)


def _marks(sheet: ScoreSheet | None) -> Marks | None:
    return dict(sheet.marks.values_list("leaf__number", "value")) if sheet else None


def _sum_amounts(amounts: Iterable[Amounts]) -> Amounts:
    """Column sums; a column without any figure stays empty."""
    rows = list(amounts)
    return Amounts(
        invested=_total(row.invested for row in rows),
        paid=_total(row.paid for row in rows),
        unpaid=_total(row.unpaid for row in rows),
    )


def _sum_heads(counts: Iterable[HeadCounts]) -> HeadCounts:
    rows = list(counts)
    return HeadCounts(
        contracts=_total(row.contracts for row in rows),
        paid=_total(row.paid for row in rows),
        insured=_total(row.insured for row in rows),
        taxed=_total(row.taxed for row in rows),
    )


def _total(values: Iterable[Any]) -> Any:
    given = [value for value in values if value is not None]
    return sum(given[1:], start=given[0]) if given else None


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
