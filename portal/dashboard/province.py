"""省文化和旅游厅: receive, appoint, decide, publish; move the batches on, watch the cities."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from applications import deadlines
from applications.choices import HOLDING_PLACE, BatchStatus, Status
from applications.models import Application, Batch, Objection, QuotaBoard
from portal import clock
from portal.board import Task
from portal.choices import OrganisationKind, OrganisationStanding
from portal.dashboard import objections
from portal.dashboard.shared import (
    changes_url,
    going_on,
    last_round,
    move_url,
    overdue,
    task,
    unsent_note,
    urge_url,
    with_returns,
    with_unsent,
    withdrawal,
)
from portal.models import Organisation, User
from portal.text import some

#: Cities that have neither recommended nor stated become a task so many days before the date.
MISSING_DAYS = 7
#: From 推荐 to 评定 the province answers a unit that wants to leave (T23).
ENDED_HERE = (Status.RECOMMENDED, Status.PROVINCE_RETURNED, Status.ACCEPTED)


def for_province(user: User) -> Iterator[Task]:
    """Every batch in one line, then what each application waits for, then the objections."""
    found = with_returns(with_unsent(going_on(user), by_province=True))
    rows = list(found.select_related("result", "panel").prefetch_related("panel__seats"))
    dates = deadlines.read(rows)
    objected = objections.read(user)
    for scene in _scenes(user, rows, objected):
        yield _of_batch(scene)
        yield from _missing_cities(scene)
    for row in rows:
        yield from _of_row(row, dates[row.pk].supplement)
    yield from objections.tasks(user, objected)


# --- batches -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """One batch as the province looks at it; ``missing`` cities neither recommended nor stated."""

    batch: Batch
    rows: list[Application]
    last: datetime
    missing: list[str]
    objections: int

    @property
    def due(self) -> datetime | None:
        if self.batch.status == BatchStatus.OPEN:
            return self.last
        is_shown = self.batch.status == BatchStatus.PUBLICISED
        return objections.end_of_publicity(self.batch) if is_shown else None


def _scenes(user: User, rows: list[Application], objected: list[Objection]) -> Iterator[Scene]:
    batches = list(Batch.objects.visible_to(user).exclude(status=BatchStatus.ARCHIVED))
    lasts = deadlines.last_of_all(batches)
    bureaus = Organisation.objects.filter(kind=OrganisationKind.CITY_CULTURE)
    bureaus = bureaus.exclude(standing=OrganisationStanding.DISABLED).select_related("city")
    cities = {bureau.city_id: bureau.city.name for bureau in bureaus.order_by("city")}
    boards = QuotaBoard.objects.visible_to(user).filter(none_at__isnull=False)
    stated = set(boards.values_list("batch", "city"))
    open_count = Counter(one.batch_id for one in objected if one.released_at is None)
    for batch in batches:
        own = [row for row in rows if row.batch_id == batch.pk]
        done = {row.city_id for row in own if row.place} | {c for b, c in stated if b == batch.pk}
        missing = [name for city, name in cities.items() if city not in done]
        last = lasts[batch.pk].recommendation
        yield Scene(batch, own, last, missing, open_count[batch.pk])


def _of_batch(scene: Scene) -> Task:
    """What the batch waits for, with how many applications stand where."""
    batch = scene.batch
    counts = Counter(row.get_status_display() for row in scene.rows)
    counted = "、".join(f"{label}{count}家" for label, count in counts.items())
    note = f"{counted or '还没有申报'}。"
    if batch.status == BatchStatus.OPEN and scene.missing:
        note = f"{note.rstrip('。')}；{len(scene.missing)}市尚未推荐也未声明本批不推荐。"
    label = BATCH_ACTS.get(batch.status, _nothing)(scene)
    fields = {"note": note, "due": scene.due, "waits": not label, "record": batch}
    return Task(label or batch.get_status_display(), batch.get_absolute_url(), str(batch), **fields)


def _missing_cities(scene: Scene) -> Iterator[Task]:
    """Near the date, which cities have said nothing: missing is not forgotten (C-06)."""
    left = clock.days_left(scene.last, clock.now())
    if scene.batch.status == BatchStatus.OPEN and scene.missing and left <= MISSING_DAYS:
        url = reverse("applications:boards", args=[scene.batch.pk])
        note = f"{len(scene.missing)}市：{some(scene.missing)}。"
        label = "督促尚未推荐也未声明本批不推荐的市"
        yield Task(label, url, str(scene.batch), note=note, due=scene.last)


def _may_close(scene: Scene) -> str:
    return "转入评定" if clock.now() > scene.last else ""


def _may_publicise(scene: Scene) -> str:
    held = [row for row in scene.rows if row.status in HOLDING_PLACE]
    if not held:
        return "无评定单位归档"
    ready = all(row.status == Status.EVALUATED and not _to_decide(row) for row in held)
    return "开始公示" if ready else ""


def _may_publish(scene: Scene) -> str:
    is_over = clock.today() > scene.batch.publicity_to
    return "公布结果" if is_over and not scene.objections else ""


def _nothing(*_) -> str:
    return ""


BATCH_ACTS = {
    BatchStatus.PREPARING: lambda scene: "核对批次并开始申报",
    BatchStatus.OPEN: _may_close,
    BatchStatus.EVALUATING: _may_publicise,
    BatchStatus.PUBLICISED: _may_publish,
    BatchStatus.PUBLISHED: lambda scene: "归档",
}


# --- applications --------------------------------------------------------------------------


def _of_row(row: Application, supplement: datetime | None) -> Iterator[Task]:
    if row.asked and row.status in ENDED_HERE:
        yield withdrawal(row, move_url(row, "end"))
    if row.status == Status.RECOMMENDED:
        yield _recommended(row)
    elif row.status == Status.PROVINCE_RETURNED:
        yield from _late_supplement(row, supplement)
    elif label := PROVINCE_ACTS.get(row.status, _nothing)(row):
        yield task(row, label)


def _recommended(row: Application) -> Task:
    last = last_round(row)
    if last is None or not last.by_province:
        note = unsent_note(row)
        return task(row, "核对纸质材料并受理", note=note)
    late = "（逾期）" if last.is_late else ""
    note = f"{last}的补正已报回{late}，请查看修改。{unsent_note(row)}"
    of_unit = all(point.is_of_unit for point in last.points.all())
    url = changes_url(last) if of_unit else last.get_absolute_url()
    return task(row, "复核补正情况并受理", url=url, note=note)


def _late_supplement(row: Application, due: datetime | None) -> Iterator[Task]:
    if due and clock.now() > due:
        yield task(row, "补正逾期，请催办或延期", url=urge_url(row), note=overdue(due), due=due)


def _to_appoint(row: Application) -> str:
    seats = list(row.panel.seats.all()) if row.panel else []
    if not seats:
        return "组建评定组"
    if label := _to_replace(row):
        return label
    return "" if any(seat.declared_at is None for seat in seats) else "启动评定"


def _to_replace(row: Application) -> str:
    """Also while the panel works: somebody who was called in may have to stand aside."""
    recused = any(seat.recused for seat in row.panel.seats.all())
    return "更换应当回避的专家" if recused else ""


def _to_decide(row: Application) -> str:
    result = getattr(row, "result", None)
    decided = result is not None and result.proposed is not None
    if decided and (result.audited_wan is not None or not result.proposed):
        return ""
    return "录入审定投资额和是否拟评定"


PROVINCE_ACTS = {
    Status.ACCEPTED: _to_appoint,
    Status.EVALUATING: _to_replace,
    Status.EVALUATED: _to_decide,
}
