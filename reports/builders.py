"""Papers of the months filled from what is stored: sealed versions, or the draft as it stands."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from portal import clock
from reports import roster
from reports.contents import KIND_LABELS, contents, differences, lines_by_unit
from reports.documents import (
    CorrectionRow,
    FigureRow,
    LedgerGroup,
    LedgerPaper,
    LedgerRow,
    MatrixRow,
    MergedCity,
    MergedWorkbook,
    PaperStamp,
    ProjectRow,
    RankRow,
)
from reports.lights import HUNDRED
from reports.matrix import Matrix, Row, matrix
from reports.models import CityMonth, LedgerVersion, Merge, Project
from reports.models.sealed import Sealed
from reports.periods import months_of
from reports.ranking import Place, ranking


def filler_of(city: Any) -> str:
    """Who fills in the forms of a city: «太原市文化和旅游局»."""
    return f"{city.name}文化和旅游局"


def stamp_of(version: Sealed | None) -> PaperStamp:
    """What the foot of a paper says; None is a draft."""
    return PaperStamp(
        version=version.number if version else 0,
        check_code=version.check_code if version else "",
        draft=version is None,
        rehearsal=settings.DEMO,
        printed_at=clock.now(),
    )


def version_of(month: CityMonth, number: int | None = None) -> LedgerVersion | None:
    """The version of that number; without one the newest, None while the city is writing.

    Raises LedgerVersion.DoesNotExist for a number that was never reported.
    """
    if number:
        return month.versions.get(number=number)
    if month.pk is None or month.is_open:
        return None
    return month.versions.order_by("number").last()


def ledger_paper(month: CityMonth, number: int | None = None) -> LedgerPaper:
    """O9: the city's month as it was reported, or as it stands while the city is writing."""
    version = version_of(month, number)
    data = version.data if version else contents(month)
    return LedgerPaper(
        filler=filler_of(month.city),
        year=month.month.year,
        month=month.month.month,
        groups=ledger_groups(data),
        stamp=stamp_of(version),
        contact=settings.CONTACT_LINE,
    )


def ledger_groups(data: dict[str, Any]) -> tuple[LedgerGroup, ...]:
    """The three groups of one city's contents."""
    return tuple(
        LedgerGroup(
            KIND_LABELS[group["kind"]],
            tuple(
                LedgerRow(
                    unit=line["unit"],
                    goal=line["goal"],
                    tasks=line["tasks"],
                    schedule=line["schedule"],
                    progress=line["progress"],
                )
                for line in group["lines"]
            ),
        )
        for group in data["groups"]
    )


# --- the province ------------------------------------------------------------------------


def merged_versions(merge: Merge) -> list[LedgerVersion]:
    """What was merged, city by city in official order."""
    wanted = Q(pk__in=[])
    for city, number in merge.versions.items():
        wanted |= Q(city_month__city=city, number=number)
    rows = LedgerVersion.objects.filter(wanted, city_month__month=merge.month)
    return list(rows.select_related("city_month__city").order_by("city_month__city"))


def newest_versions(month: date) -> list[LedgerVersion]:
    """The last version of every city that has reported ``month``."""
    newest = LedgerVersion.objects.filter(city_month=OuterRef("city_month")).order_by("-number")
    rows = LedgerVersion.objects.filter(
        city_month__month=month, pk=Subquery(newest.values("pk")[:1])
    )
    return list(rows.select_related("city_month__city").order_by("city_month__city"))


def corrections_since(merge: Merge) -> list[CorrectionRow]:
    """What cities have changed and reported again after the province merged them."""
    merged = {version.city_month_id: version for version in merged_versions(merge)}
    found = []
    for version in newest_versions(merge.month):
        old = merged.get(version.city_month_id)
        if old is not None and old.number != version.number:
            found += _corrections(old, version)
    return found


def _corrections(old: LedgerVersion, new: LedgerVersion) -> list[CorrectionRow]:
    return [
        CorrectionRow(
            city=new.city_month.city.name,
            unit=change.unit,
            column=change.column,
            before=change.before,
            after=change.after,
            at=new.sealed_at,
            version=new.number,
        )
        for change in differences(old.data, new.data)
    ]


def merged_workbook(merge: Merge) -> MergedWorkbook:
    """O10: the merged ledger with matrix, 调度排队, figures, projects and later corrections.

    Texts and figures are those of the merged versions; matrix and places are of this moment.
    """
    month = merge.month
    versions = merged_versions(merge)
    judged = matrix(roster.everybody(), months_of(month.year)[: month.month])
    places = ranking(judged)
    return MergedWorkbook(
        year=month.year,
        month=month.month,
        printed_at=clock.now(),
        rehearsal=settings.DEMO,
        cities=tuple(_merged_cities(judged, versions)),
        matrix=tuple(map(_matrix_row, judged.rows)),
        city_ranks=tuple(map(_rank_row, places.cities)),
        unit_ranks=tuple(map(_rank_row, places.units)),
        figures=tuple(row for version in versions for row in _figure_rows(version)),
        projects=tuple(_project_rows()),
        corrections=tuple(corrections_since(merge)),
    )


def _merged_cities(judged: Matrix, versions: list[LedgerVersion]) -> Iterator[MergedCity]:
    """Every city of the ledger in official order, also those that reported nothing."""
    merged = {version.city_month.city_id: _merged_city(version) for version in versions}
    for city, _ in judged.standing.cities:
        yield merged.get(city.pk) or MergedCity(
            city=city.name,
            version=0,
            check_code="",
            submitted_at=None,
            is_late=False,
            groups=(),
        )


def _merged_city(version: LedgerVersion) -> MergedCity:
    return MergedCity(
        city=version.city_month.city.name,
        version=version.number,
        check_code=version.check_code,
        submitted_at=version.sealed_at,
        is_late=version.is_late,
        groups=ledger_groups(version.data),
    )


def _matrix_row(row: Row) -> MatrixRow:
    tally = row.tally
    return MatrixRow(
        city=row.organisation.city.name,
        kind=row.kind.label,
        unit=row.organisation.name,
        cells=tuple(cell.state.label for cell in row.cells),
        on_time=tally.on_time,
        late=tally.late,
        missing=tally.missing,
        rate=tally.rate,
    )


def _rank_row(place: Place) -> RankRow:
    return RankRow(
        rank=place.rank,
        name=f"{place.city}{place.name}",
        on_time_rate=_share(place.rate),
        progress=_share(place.progress),
        light=place.light.label,
        note=place.note,
    )


def _share(per_cent: Decimal | None) -> Decimal | None:
    return None if per_cent is None else per_cent / HUNDRED


def _figure_rows(version: LedgerVersion) -> Iterator[FigureRow]:
    for line in lines_by_unit(version.data).values():
        for figure in line["figures"]:
            target, cumulative = Decimal(figure["target"]), Decimal(figure["cumulative"])
            yield FigureRow(
                city=version.city_month.city.name,
                unit=line["unit"],
                task=figure["task"],
                indicator=figure["indicator"],
                unit_word=figure["unit_word"],
                month=Decimal(figure["month"]) if figure["month"] else None,
                cumulative=cumulative,
                target=target,
                rate=cumulative / target,
            )


def _project_rows() -> Iterator[ProjectRow]:
    rows = Project.objects.select_related("organisation__city").order_by(
        "organisation__city", "organisation", "position"
    )
    for project in rows:
        yield ProjectRow(
            city=project.organisation.city.name,
            unit=project.organisation.name,
            name=project.name,
            investment_wan=project.investment_wan,
            completed_wan=project.completed_wan,
            stage=project.get_stage_display(),
            progress=project.progress,
        )
