"""A batch at a glance, city by city, as far as one person may see; constant queries."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from applications import permissions as may
from applications.choices import (
    BEFORE_RECOMMENDATION,
    EDITABLE,
    Binding,
    QualificationItem,
    Status,
    Supplier,
)
from applications.models import (
    Application,
    Attachment,
    Batch,
    NotApplicable,
    QualificationCheck,
    QuotaBoard,
    Result,
    ReturnPoint,
)
from applications.standing import with_holder
from portal.choices import CITY_ROLES, READER_ROLES, RegionKind, Role
from portal.models import Region, User
from scoring.choices import Attendance, Column, SeatRole
from scoring.models import ScoreSheet

COLUMNS = (Column.SELF_CHECK, Column.FIRST_REVIEW, Column.FINAL_SCORE)
#: Recommended, and not yet accepted.
AT_PROVINCE = (Status.RECOMMENDED, Status.PROVINCE_RETURNED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one application; ``points`` stands only where all leaves are marked."""

    points: int
    marked: int
    leaves: int
    difference: int | None = None

    @property
    def is_complete(self) -> bool:
        return self.marked == self.leaves


@dataclass(frozen=True, slots=True)
class Row:
    """One application; a cell is None where it is not opened or not to be seen."""

    application: Application
    zone: str
    self_check: Cell | None
    first_review: Cell | None
    final_score: Cell | None
    missing: list[str]

    @property
    def result(self) -> Result | None:
        return getattr(self.application, "result", None)


@dataclass(frozen=True, slots=True)
class City:
    """One city's units; ``taken`` of ``quota`` places are held, or ``statement`` says why none."""

    region: Region
    quota: int
    statement: str = ""
    has_board: bool = False
    rows: list[Row] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(row.application.place is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rows are made of, read once for the whole batch."""

    sheets: dict[int, ScoreSheet]
    leaves: int
    wanted: list[tuple[int, str, str, str]]
    held: frozenset[tuple[int, int]]
    answered: Counter
    points: Counter


def batch_overview(batch: Batch, user: User) -> list[City]:
    """The cities that ``user`` may look at, in official order, each with its units."""
    rows = list(
        with_holder(Application.objects.visible_to(user))
        .filter(batch=batch)
        .for_list()
        .select_related("opinion", "result", "panel")
        .with_seats()
    )
    facts = _read(batch, rows)
    said = QuotaBoard.objects.visible_to(user).filter(batch=batch)
    statements = dict(said.values_list("city", "none_reason"))
    cities = {
        region.pk: City(
            region,
            batch.quota,
            statements.get(region.pk, ""),
            bool(may.can_read_board(user, region.pk)),
        )
        for region in _cities(user, rows)
    }
    for application in rows:
        cities[application.city_id].rows.append(_row(application, user, facts))
    return list(cities.values())


def shows_places(user: User) -> bool:
    """Whether the held places of a city are shown; a unit and an expert see only their own."""
    return user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES, *CITY_ROLES)


def may_export(user: User) -> bool:
    """Whether the page offers the summary workbook (O11): the province and its readers."""
    return user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES)


def counts(user: User) -> Counter:
    """How many applications of each batch ``user`` may see."""
    rows = Application.objects.visible_to(user).order_by().values_list("batch")
    return Counter({batch: count for batch, count in rows.annotate(Count("pk"))})


def _cities(user: User, rows: list[Application]) -> list[Region]:
    """All cities for the province, the own one for a bureau, else those of the rows."""
    cities = Region.objects.filter(kind=RegionKind.CITY)
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        return list(cities)
    codes = {*user.city_ids(*CITY_ROLES), *(row.city_id for row in rows)}
    return list(cities.filter(pk__in=codes))


def _read(batch: Batch, rows: list[Application]) -> Facts:
    ids = [row.pk for row in rows]
    sheets = {getattr(row, f"{column}_id") for row in rows for column in COLUMNS} - {None}
    present = Attachment.objects.filter(application__in=ids, replaced_at__isnull=True)
    waived = NotApplicable.objects.filter(application__in=ids)
    answered = QualificationCheck.objects.filter(application__in=ids).exclude(verdict="")
    points = ReturnPoint.objects.filter(
        application__in=ids, round__answered_at__isnull=True, round__isnull=False, answer=""
    )
    return Facts(
        sheets=ScoreSheet.objects.with_totals().in_bulk(sheets),
        leaves=batch.ruleset.leaves.count(),
        wanted=list(
            batch.catalogue.filter(is_required=True).values_list(
                "pk", "supplier", "binding", "title"
            )
        ),
        held=frozenset(
            [
                *present.values_list("application", "item"),
                *waived.values_list("application", "item"),
            ]
        ),
        answered=Counter(answered.values_list("application", flat=True)),
        points=Counter(points.values_list("application", flat=True)),
    )


# --- totals ---------------------------------------------------------------------------


def _row(application: Application, user: User, facts: Facts) -> Row:
    own = _cell(application, Column.SELF_CHECK, user, facts)
    first = _cell(application, Column.FIRST_REVIEW, user, facts, before=own)
    final = _cell(application, Column.FINAL_SCORE, user, facts, before=first)
    gaps = missing(application, facts) if _may_read_gaps(application, user) else []
    return Row(application, may.zone_shown(user, application), own, first, final, gaps)


def _cell(
    application: Application, column: Column, user: User, facts: Facts, before: Cell | None = None
) -> Cell | None:
    sheet = facts.sheets.get(getattr(application, f"{column}_id"))
    if sheet is None or not _is_shown(application, column, user):
        return None
    points = sheet.points or 0
    complete = sheet.marked == facts.leaves and before is not None and before.is_complete
    return Cell(points, sheet.marked, facts.leaves, points - before.points if complete else None)


def _is_shown(application: Application, column: Column, user: User) -> bool:
    """Rows come out of ``visible_to``; an expert must not read a ranking of the batch."""
    if user.has_role(Role.EXPERT):
        return False
    if column == Column.SELF_CHECK:
        return not (may.is_province(user) and application.status == Status.DRAFTING)
    return bool(may.can_see_marks(user, application, column))


# --- what is missing --------------------------------------------------------------------


def _may_read_gaps(application: Application, user: User) -> bool:
    """Whoever can do something about it; nobody reads the panel's progress but the province."""
    if may.is_province(user):
        return application.status != Status.DRAFTING
    if application.city_id in user.city_ids(*CITY_ROLES):
        return application.status in (*BEFORE_RECOMMENDATION, *AT_PROVINCE)
    return application.status in (*EDITABLE, Status.PROVINCE_RETURNED)


def missing(application: Application, facts: Facts) -> list[str]:
    """What keeps this application where it is, in a few words each."""
    check = WAITING_FOR.get(application.status)
    return check(application, facts) if check else []


def _unanswered(application: Application, facts: Facts) -> list[str]:
    """Points of the return that is out, which nobody has answered."""
    count = facts.points[application.pk]
    return [f"{count}条退回意见未说明"] if count else []


def _supplement_missing(application: Application, facts: Facts) -> list[str]:
    return _unanswered(application, facts) or ["待市文化和旅游局办理补正完成"]


def _unit_missing(application: Application, facts: Facts) -> list[str]:
    return [
        *_unanswered(application, facts),
        *_blank(application.self_check_id, "自检", facts),
        *_absent(application, facts, Supplier.UNIT, ("",)),
    ]


def _review_missing(application: Application, facts: Facts) -> list[str]:
    unanswered = len(QualificationItem) - facts.answered[application.pk]
    opinion = getattr(application, "opinion", None)
    written = opinion and opinion.text and opinion.dated and opinion.recommends is not None
    return [
        *_blank(application.first_review_id, "初评", facts),
        *([f"资格核查还有{unanswered}项"] if unanswered else []),
        *([] if written else ["初评意见未填完"]),
    ]


def _recommendation_missing(application: Application, facts: Facts) -> list[str]:
    return [
        *_absent(application, facts, Supplier.UNIT, (Binding.SUBMISSION,)),
        *_absent(application, facts, Supplier.CITY, ("", Binding.REVIEW)),
    ]


def _panel_missing(application: Application, facts: Facts) -> list[str]:
    if application.panel is None:
        return ["评定组未组建"]
    seats = list(application.panel.seats.all())
    silent = sum(seat.declared_at is None for seat in seats)
    recused = sum(seat.recused is True for seat in seats)
    return [
        *([f"{silent}名专家未作回避声明"] if silent else []),
        *([f"{recused}名专家须更换"] if recused else []),
    ]


def _evaluation_missing(application: Application, facts: Facts) -> list[str]:
    members = [seat for seat in application.panel.seats.all() if seat.role == SeatRole.MEMBER]
    silent = sum(seat.attendance not in Attendance.values for seat in members)
    working = sum(
        seat.attendance != Attendance.ABSENT and not seat.is_handed_in for seat in members
    )
    return [
        *_panel_missing(application, facts),
        *_blank(application.final_score_id, "评定", facts),
        *([f"{working}名成员未提交计分"] if working else []),
        *([f"{silent}名成员未登记参评情况"] if silent else []),
        *_absent(application, facts, Supplier.PANEL, (Binding.FINAL,)),
    ]


def _result_missing(application: Application, facts: Facts) -> list[str]:
    result = getattr(application, "result", None)
    return [
        *([] if result and result.audited_wan is not None else ["审定投资额未录入"]),
        *([] if result and result.proposed is not None else ["拟评定未确定"]),
    ]


def _waiting_for(word: str):
    return lambda application, facts: [word]


WAITING_FOR = {
    **dict.fromkeys(EDITABLE, _unit_missing),
    Status.SUBMITTED: _waiting_for("待市文化和旅游局受理"),
    Status.REVIEWING: _review_missing,
    Status.COSIGNING: _waiting_for("待市民政局会签"),
    Status.REVIEWED: _recommendation_missing,
    Status.RECOMMENDED: _waiting_for("待省文化和旅游厅受理"),
    Status.PROVINCE_RETURNED: _supplement_missing,
    Status.ACCEPTED: _panel_missing,
    Status.EVALUATING: _evaluation_missing,
    Status.EVALUATED: _result_missing,
}


def _blank(sheet: int, word: str, facts: Facts) -> list[str]:
    count = facts.leaves - facts.sheets[sheet].marked
    return [f"{word}还有{count}项未评分"] if count else []


def _absent(
    application: Application, facts: Facts, supplier: Supplier, bindings: tuple[str, ...]
) -> list[str]:
    """Required papers that are not there; many are counted, few are named."""
    titles = [
        title
        for item, who, binding, title in facts.wanted
        if who == supplier and binding in bindings and (application.pk, item) not in facts.held
    ]
    if len(titles) > 2:
        return [f"缺{len(titles)}项必备材料"]
    return [f"缺“{title}”" for title in titles]


# --- the published list ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Designation:
    """One line of the published list; ``score`` only for whoever may read it."""

    application: Application
    score: int | None


def published_list(batch: Batch, user: User) -> list[Designation]:
    """What 公布 made public: every designated unit of the batch, for whoever is logged in."""
    rows = list(
        Application.objects.filter(batch=batch, status=Status.DESIGNATED)
        .for_list()
        .select_related("organisation__county__parent")
    )
    sheets = ScoreSheet.objects.with_totals().in_bulk([row.final_score_id for row in rows])
    return [
        Designation(
            row,
            sheets[row.final_score_id].points
            if may.can_see_marks(user, row, Column.FINAL_SCORE)
            else None,
        )
        for row in rows
    ]
