"""市文化和旅游局: accept or return, review, recommend; 市民政局: sign."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from applications import deadlines
from applications.choices import FROM_RECOMMENDATION, BatchStatus, Status
from applications.deadlines import Dates
from applications.models import Application, Batch, QuotaBoard
from applications.quota import board_url
from applications.standing import CIVIL, UNIT
from portal import clock
from portal.board import Task
from portal.choices import Role
from portal.dashboard.shared import (
    changes_url,
    going_on,
    last_round,
    move_url,
    overdue,
    points_note,
    progress_of,
    published,
    task,
    unsent_note,
    urge_url,
    waiting,
    why_returned,
    with_returns,
    with_unsent,
    withdrawal,
)
from portal.models import User

#: A city that has neither recommended nor stated is told so many days before the date.
QUOTA_DAYS = 7


def for_culture(user: User) -> Iterator[Task]:
    """What units have handed in, what came back from 会签 and from the province, the places."""
    own = user.city_ids(Role.CITY_OFFICER)
    found = with_returns(with_unsent(going_on(user).filter(city__in=own), by_province=False))
    rows = list(found.prefetch_related("cosignatures"))
    dates = deadlines.read(rows)
    progress = progress_of(row.first_review_id for row in rows)
    holders = _holders(rows)
    for row in rows:
        if row.asked and row.status not in FROM_RECOMMENDATION:
            yield withdrawal(row, move_url(row, "end"))
        names = holders[row.batch_id, row.city_id]
        yield _of_culture(row, dates[row.pk], progress.get(row.first_review_id, ""), names)
    for city in own:
        yield from _boards(user, city, rows)
    yield from published(user)


def _holders(rows: list[Application]) -> dict[tuple[int, str], list[str]]:
    """By batch and city, the units that hold a place."""
    held: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.place:
            held[row.batch_id, row.city_id].append(row.organisation.name)
    return held


def _of_culture(row: Application, dates: Dates, progress: str, names: list[str]) -> Task:
    due = dates.recommendation
    if row.status == Status.SUBMITTED:
        return _submitted(row, due)
    if row.status == Status.CITY_RETURNED:
        return _returned(row, deadlines.of_return(last_round(row), dates))
    if row.status == Status.REVIEWING:
        reason = _declined(row)
        note = f"初评{progress}。{unsent_note(row)}"
        return task(row, "完成初评并提交会签", note=note, due=due, reason=reason)
    if row.status == Status.REVIEWED:
        return _reviewed(row, due, names)
    if row.status == Status.PROVINCE_RETURNED:
        return _supplement(row, dates.supplement)
    shown = {Status.DRAFTING: dates.submission, Status.COSIGNING: due}
    return waiting(row, due=shown.get(row.status), submission=dates.submission)


def _submitted(row: Application, due: datetime) -> Task:
    last = last_round(row)
    unsent = unsent_note(row)
    if last is None:
        return task(row, "受理并开始初评，或退回修改", note=unsent, due=due)
    late = "，逾期修改" if last.is_late else ""
    note = f"{last}后重新提交{late}；只看本次修改的内容即可。{unsent}"
    return task(row, "查看修改，受理或再次退回", url=changes_url(last), note=note, due=due)


def _returned(row: Application, due: datetime) -> Task:
    """It lies with the unit; once the date has passed the city says something."""
    if clock.now() <= due:
        return waiting(row, due=due)
    return task(row, "退回逾期未改，请催办", url=urge_url(row), note=overdue(due), due=due)


def _declined(row: Application) -> str:
    last = next(reversed(row.cosignatures.all()), None)
    return f"市民政局会签退回：{last.opinion}" if last is not None and not last.agreed else ""


def _reviewed(row: Application, due: datetime, names: list[str]) -> Task:
    if len(names) < row.quota:
        url = board_url(row.batch_id, row.city_id)
        return task(row, "推荐报省，或确定本批不推荐", url=url, due=due)
    note = f"本市名额已推荐“{'、'.join(names)}”。"
    return task(row, "确定本批不推荐", note=note, due=due)


def _supplement(row: Application, due: datetime | None) -> Task:
    """退回补正: the city's own places, what lies with the unit, then the way back."""
    last = last_round(row)
    own = [point for point in last.points.all() if not point.is_of_unit]
    asked = {"url": last.get_absolute_url(), "reason": why_returned(last), "due": due}
    if row.lies_with == UNIT:
        if due and clock.now() > due:
            return task(
                row, "补正逾期，请催办申报单位", url=urge_url(row), note=overdue(due), due=due
            )
        if any(not point.answer for point in own):
            note = f"{points_note(own, deed='')}申报单位同时修改，尚未交回。"
            return task(row, "修改本局内容并填写修改说明", note=note, **asked)
        return waiting(row, note="省级退回补正：等待申报单位修改后交回。", due=due)
    if row.lies_with == CIVIL:
        return waiting(row, note="省级退回补正：等待市民政局会签补正后的初评。", due=due)
    note = points_note(own, deed="报回") if own else "申报单位已交回修改情况，请核对。"
    asked["reason"] = _declined(row) or asked["reason"]
    return task(row, "完成补正并报回省厅", note=note, **asked)


# --- the places ----------------------------------------------------------------------------


def _boards(user: User, city: str, rows: list[Application]) -> Iterator[Task]:
    """The city's places in each open batch, also where no unit has begun."""
    batches = list(Batch.objects.visible_to(user).filter(status=BatchStatus.OPEN))
    dates = deadlines.of_cities(batches, city)
    found = QuotaBoard.objects.visible_to(user).filter(batch__in=batches, city=city)
    boards = {row.batch_id: row for row in found.annotate(placed=Count("nominations"))}
    for batch in batches:
        own = [row for row in rows if row.batch_id == batch.pk and row.city_id == city]
        yield _board(batch, city, dates[batch.pk].recommendation, own, boards.get(batch.pk))


def _board(
    batch: Batch, city: str, due: datetime, rows: list[Application], board: QuotaBoard | None
) -> Task:
    held = sum(row.place is not None for row in rows)
    statuses = Counter(row.status for row in rows)
    stated = bool(board and board.none_at)
    parts = [f"名额{batch.quota}家", f"已推荐{held}家"]
    if board and board.placed > held:
        parts.append(f"已排入待推荐{board.placed - held}家")
    parts.append(f"初评完成待定{statuses[Status.REVIEWED]}家")
    note = f"已声明本批不推荐：{board.none_reason}" if stated else f"{'，'.join(parts)}。"
    left = clock.days_left(due, clock.now())
    is_missing = not held and not stated and left <= QUOTA_DAYS and clock.now() <= due
    label = "推荐报省，或声明本批不推荐" if is_missing else "推荐名额"
    fields = {"note": note, "due": due, "waits": not is_missing, "record": batch}
    return Task(label, board_url(batch.pk, city), str(batch), **fields)


# --- 市民政局 -------------------------------------------------------------------------------


def for_civil(user: User) -> Iterator[Task]:
    """Sign what lies there for 会签, also after a 退回补正."""
    own = going_on(user).filter(city__in=user.city_ids(Role.CIVIL_OFFICER))
    rows = list(own)
    dates = deadlines.read(rows)
    for row in rows:
        if row.status == Status.COSIGNING:
            yield task(row, "会签初评意见", due=dates[row.pk].recommendation)
        elif row.lies_with == CIVIL:
            note = "省级退回补正后，报告书或初评有改动，原会签已失效。"
            yield task(row, "重新会签补正后的初评", note=note, due=dates[row.pk].supplement)
        else:
            yield waiting(row)
    yield from published(user)
