"""Fills 推荐汇总表 from a city's board, as one reader may see it; constant queries."""

from dataclasses import asdict

from django.utils import timezone

from applications import digests
from applications.boards import Board, Candidate, Slot, read_board
from applications.choices import Status
from applications.documents.recommendation import (
    OtherUnit,
    RecommendationPaper,
    RecommendedUnit,
)
from applications.documents.stamp import full_date
from applications.models import Application, QuotaBoard
from applications.overview import Cell
from portal import clock
from portal.models import User


def recommendation_paper(record: QuotaBoard, *, reader: User) -> RecommendationPaper:
    """Who is recommended and why, who is not, and the statement where the city has made one."""
    board = read_board(record.batch, record.city, reader)
    counties = _counties(board)
    filled = [slot for slot in board.slots if slot.candidate]
    left = [one for one in board.candidates if _is_left(one)]
    content = {
        "batch": board.batch.name,
        "city": board.city.name,
        "quota": board.batch.quota,
        "recommended": tuple(_recommended(slot, counties) for slot in filled),
        "others": tuple(_other(one, counties) for one in left),
        "waiting": board.waiting,
        "statement": _statement(board),
    }
    return RecommendationPaper(
        **content,
        rehearsal=board.batch.is_rehearsal,
        draft=not (board.states_none or (filled and all(slot.is_held for slot in filled))),
        printed_at=timezone.localtime(clock.now()),
        check_code=digests.check_code(digests.sha256_of(_plain(content))),
    )


def _is_left(one: Candidate) -> bool:
    return one.slot is None and one.application.status != Status.DRAFTING


def _counties(board: Board) -> dict[int, str]:
    rows = Application.objects.filter(batch=board.batch, city=board.city)
    return dict(rows.values_list("pk", "organisation__county__name"))


def _recommended(slot: Slot, counties: dict[int, str]) -> RecommendedUnit:
    application, nomination = slot.candidate.application, slot.nomination
    explained = nomination.higher_reason if nomination else ""
    return RecommendedUnit(
        **_named(slot.candidate, counties),
        slot=slot.number,
        reason=nomination.reason if nomination else "",
        notes=tuple(filter(None, (explained, "" if application.place else "尚未推荐报省"))),
    )


def _other(one: Candidate, counties: dict[int, str]) -> OtherUnit:
    return OtherUnit(**_named(one, counties), state=one.application.get_status_display())


def _named(one: Candidate, counties: dict[int, str]) -> dict:
    application = one.application
    return {
        "unit": application.dossier.unit_name or application.organisation.name,
        "zone": application.dossier.zone_name,
        "county": counties[application.pk] or "",
        "self_check": _points(one.row.self_check),
        "first_review": _points(one.row.first_review),
    }


def _points(cell: Cell | None) -> int | None:
    return cell.points if cell and cell.is_complete else None


def _statement(board: Board) -> str:
    if not board.states_none:
        return ""
    day = full_date(timezone.localtime(board.record.none_at).date())
    return f"{board.city.name}本批次不推荐文旅康养示范区。理由：{board.record.none_reason}（{day}）"


def _plain(content: dict) -> dict:
    """The same in what JSON knows."""
    return {
        name: [asdict(row) for row in value] if isinstance(value, tuple) else value
        for name, value in content.items()
    }
