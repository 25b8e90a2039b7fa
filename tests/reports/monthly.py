"""Papers of the monthly part with invented contents, made without a database."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from reports.documents import (
    BulletinPaper,
    BulletinSection,
    BulletinTable,
    CorrectionRow,
    FigureRow,
    LedgerGroup,
    LedgerPaper,
    LedgerRow,
    LiaisonGroup,
    LiaisonPaper,
    LiaisonRow,
    MatrixRow,
    MergedCity,
    MergedWorkbook,
    PaperStamp,
    ProjectRow,
    RankRow,
)
from tests.reports.papers import RARE

MOMENT = timezone.make_aware(datetime(2024, 3, 29, 16, 5))
KINDS = ("文旅康养集聚区", "文旅康养示范区", "文旅康养示范区创建单位")
FILLER = "太原市文化和旅游局"
GOAL = "全年接待游客120万人次，营业收入3,600万元，带动就业500人。"
TASKS = "1.建成游客中心并投入使用；\n2.引进康养机构2家；\n3.开展从业人员培训4期。"
SCHEDULE = "3月底前完成主体工程；\n6月底前完成装修；\n9月底前试运营。"
PROGRESS = "游客中心主体完工，累计完成投资820万元；签约康养机构1家。"


def stamp(**changes) -> PaperStamp:
    fields = {
        "version": 3,
        "check_code": "1A2B3C4D",
        "draft": False,
        "rehearsal": False,
        "printed_at": MOMENT,
    }
    return PaperStamp(**{**fields, **changes})


DRAFT = stamp(draft=True, rehearsal=True)


def ledger_row(unit: str, **changes) -> LedgerRow:
    fields = {
        "unit": unit,
        "goal": GOAL,
        "tasks": TASKS,
        "schedule": SCHEDULE,
        "progress": PROGRESS,
    }
    return LedgerRow(**{**fields, **changes})


def ledger(*rows: tuple[LedgerRow, ...], **changes) -> LedgerPaper:
    """One month with the rows of each group; groups without are empty."""
    rows += ((),) * (len(KINDS) - len(rows))
    groups = tuple(LedgerGroup(kind, own) for kind, own in zip(KINDS, rows, strict=True))
    fields = {"filler": FILLER, "year": 2024, "month": 3, "groups": groups, "stamp": stamp()}
    return LedgerPaper(**{**fields, **changes})


def liaison(*rows: tuple[LiaisonRow, ...], **changes) -> LiaisonPaper:
    """One year's list with the people of each group; groups without are empty."""
    rows += ((),) * (len(KINDS) - len(rows))
    groups = tuple(LiaisonGroup(kind, own) for kind, own in zip(KINDS, rows, strict=True))
    fields = {"filler": FILLER, "year": 2024, "groups": groups, "stamp": stamp()}
    return LiaisonPaper(**{**fields, **changes})


def table(*rows: tuple[str, ...], **changes) -> BulletinTable:
    fields = {
        "caption": "各市报送情况",
        "head": ("市", "应报（家）", "按时（家）", "按时率"),
        "rows": rows or (("太原市", "12", "11", "91.7%"), ("大同市", "8", "8", "100.0%")),
        "widths": (48, 36, 36, 36),
    }
    return BulletinTable(**{**fields, **changes})


def bulletin(**changes) -> BulletinPaper:
    fields = {
        "issuer": "山西省文化和旅游厅",
        "number": "晋文旅函〔2024〕99号",
        "title": "山西省文化和旅游厅关于2024年3月文旅康养集聚区、示范区和创建单位重点工作调度情况的通报",
        "addressees": "各市文化和旅游局",
        "lead": ("现将2024年3月重点工作调度情况通报如下。",),
        "sections": (
            BulletinSection(
                "总体情况",
                ("（一）报送情况。全省70家单位按时报送66家。", "逾期3家，未报1家。"),
                (table(),),
            ),
            BulletinSection("存在问题", (f"{RARE}康养有限公司反映：用地手续尚未办结。",)),
        ),
        "closing": "请各市认真抓好落实。",
        "signer": "山西省文化和旅游厅",
        "issued_on": date(2024, 4, 8),
        "contact": "联系人：温小禾，0351-0000000",
        "annexes": (
            table(caption="各单位报送情况"),
            table(caption="重大项目进展情况", widths=(60, 60, 60, 45)),
        ),
        "stamp": stamp(),
    }
    return BulletinPaper(**{**fields, **changes})


def city(name: str, *rows: LedgerRow, **changes) -> MergedCity:
    """A city that reported its organisations, all of them 示范区, in time."""
    fields = {
        "city": name,
        "version": 2,
        "check_code": "1A2B3C4D",
        "submitted_at": MOMENT,
        "is_late": False,
        "groups": (LedgerGroup(KINDS[0]), LedgerGroup(KINDS[1], rows)),
    }
    return MergedCity(**{**fields, **changes})


SILENT = {"version": 0, "check_code": "", "submitted_at": None, "groups": ()}


def merged(**changes) -> MergedWorkbook:
    fields = {
        "year": 2024,
        "month": 3,
        "printed_at": MOMENT,
        "rehearsal": False,
        "cities": (city("太原市", ledger_row("青岚谷")), city("大同市", **SILENT)),
        "matrix": (
            MatrixRow(
                "太原市", KINDS[1], "青岚谷", ("按时", "逾期", "漏报"), 1, 1, 1, Decimal(1) / 3
            ),
        ),
        "city_ranks": (RankRow(1, "太原市", Decimal("0.917"), Decimal("0.25"), "绿灯"),),
        "unit_ranks": (RankRow(1, "青岚谷", Decimal(1), None, "黄灯", "进度滞后"),),
        "figures": (
            FigureRow(
                *("太原市", "青岚谷", "建成床位", "床位", "张"),
                *(Decimal(20), Decimal("62.5"), Decimal(1200), Decimal("0.052")),
            ),
        ),
        "projects": (
            ProjectRow("太原市", "青岚谷", "温泉中心", Decimal("3600"), None, "在建", "主体封顶"),
        ),
        "corrections": (
            CorrectionRow("太原市", "青岚谷", "本月工作进展", "=旧", PROGRESS, MOMENT, 3),
        ),
    }
    return MergedWorkbook(**{**fields, **changes})
