"""A 报告书 and a batch summary with invented contents, made without a database."""

import json
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone

from applications.choices import InvestmentCategory
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
from applications.documents.score_table import VALUE_COLUMNS, ScoreRow, ScoreTable
from applications.documents.stamp import Stamp
from applications.documents.summary import (
    BatchSummary,
    ContactRow,
    MaterialRow,
    SummaryItem,
    SummaryUnit,
)
from tests.conftest import STANDARD

#: Rare characters of this province's places and of personal names.
RARE = "岢岚县隰县䶮㛃"
MOMENT = timezone.make_aware(datetime(2023, 8, 20, 10, 21))
NUMERALS = "一二三四五六七八九十"
AMOUNTS = Amounts(Decimal("123456.78"), Decimal("100000.00"), Decimal("23456.78"))
NO_AMOUNTS = Amounts(None, None, None)
SENTENCE = "对照标准开展宣贯，提升服务，改善环境，完善设施设备，加强人员培训和管理；"


def rows_of_standard(cells=("", "", "")) -> tuple[ScoreRow, ...]:
    """All 247 rows; every leaf shows ``cells``."""
    rows = json.loads(STANDARD.read_text(encoding="utf-8"))["rows"]
    first_of = {row["key"] for row, after in pairwise(rows) if after["parent"] == row["key"]}
    return tuple(
        ScoreRow(
            number=row["number"],
            text=row["text"],
            kind=row["node"],
            values=tuple(str(row["points"]) if row["column"] == c else "" for c in VALUE_COLUMNS),
            cells=cells if row["node"] == "leaf" else ("", "", ""),
            keep=row["key"] in first_of,
        )
        for row in rows
    )


def basics(name: str) -> Basics:
    return Basics(
        zone_name=name,
        applicant=name,
        credit_code="91149901MA0TE5T01L",
        nature="农村集体经济组织",
        contact="温小禾",
        phone="0351-0000000",
        address=f"山西省忻州市{RARE}镇康养大道1号",
        email="office@example.com",
        area_km2=Decimal("0.1333"),
        invested_wan=Decimal("123456.78"),
        employees=312,
        opened="2019年5月",
        year_label="2022年",
        half_year_label="2023年上半年",
        year_revenue_wan=Decimal("5123.40"),
        half_year_revenue_wan=Decimal("3123.40"),
        year_visits=312345,
        half_year_visits=150000,
        honours=("省级旅游度假区（2020年）", "全省森林康养基地（2021年）"),
    )


def investment() -> tuple[InvestmentGroup, ...]:
    """Three lines in every category but 运输工具."""
    return tuple(
        InvestmentGroup(
            NUMERALS[category - 1],
            category.label,
            NO_AMOUNTS if category == InvestmentCategory.VEHICLES else AMOUNTS,
            ()
            if category == InvestmentCategory.VEHICLES
            else tuple(
                InvestmentRow(number, f"用途{category}之{number}", "2021.03—2022.10", AMOUNTS, "")
                for number in (1, 2, 3)
            ),
        )
        for category in InvestmentCategory
    )


def dossier(name: str = f"{RARE}康养有限公司", **changes) -> DossierDocument:
    """A sealed version with all three columns."""
    text = (SENTENCE * 6, f"{RARE}示范区建设", SENTENCE * 4)
    counts = HeadCounts(1200, 1190, 1100, 1150)
    fields = {
        "stamp": Stamp("第二批", MOMENT, 3, "1A2B3C4D", "5E6F7A8B", "9C0D1E2F"),
        "duplex": False,
        "cover": Cover(name, name, ("忻州市文化和旅游局", "忻州市民政局"), date(2023, 8, 20)),
        "declared_on": date(2023, 8, 18),
        "basics": basics(name),
        "narratives": Narratives(text, text[:1], text[:1]),
        "investment": investment(),
        "investment_total": AMOUNTS,
        "staffing": (StaffingRow("全日制劳动合同", counts, "含季节性用工"),),
        "staffing_total": counts,
        "opinion": Opinion(("符合条件，同意推荐。",), date(2023, 8, 25)),
        "scores": ScoreTable(rows_of_standard(("11", "12", "13")), (912, 876, 851)),
    }
    return DossierDocument(**{**fields, **changes})


def empty_dossier(name: str) -> DossierDocument:
    """A draft in which nothing but the name is filled in, with the first rows of the sheet."""
    blank = dict.fromkeys(Basics.__slots__, "")
    numbers = ["area_km2", "invested_wan", "employees", "year_revenue_wan", "year_visits"]
    numbers += ["half_year_revenue_wan", "half_year_visits"]
    labels = {"year_label": "2022年", "half_year_label": "2023年上半年", "honours": ()}
    nobody = HeadCounts(None, None, None, None)
    return dossier(
        name,
        stamp=Stamp("第二批", MOMENT, rehearsal=True),
        cover=Cover(name, name, ("忻州市文化和旅游局", "忻州市民政局"), None),
        declared_on=None,
        basics=Basics(**{**blank, **dict.fromkeys(numbers), **labels, "zone_name": name}),
        narratives=Narratives(),
        investment=tuple(
            InvestmentGroup(NUMERALS[c - 1], c.label, NO_AMOUNTS) for c in InvestmentCategory
        ),
        investment_total=NO_AMOUNTS,
        staffing=(),
        staffing_total=nobody,
        opinion=Opinion(),
        scores=ScoreTable(rows_of_standard()[:9], (None, None, None)),
    )


def unit(city: str, code: str, name: str, **changes) -> SummaryUnit:
    fields = {
        "city": city,
        "region_code": code,
        "unit": name,
        "zone": f"{name}示范区",
        "state": "评定完成",
        "credit_code": "91149901MA0TE5T01L",
        "version": 2,
        "check_code": "12345678",
        "area_km2": Decimal("0.1333"),
        "invested_wan": Decimal("123456.78"),
        "audited_wan": Decimal("120000.00"),
        "employees": 312,
        "year_revenue_wan": Decimal("5123.40"),
        "year_visits": 312345,
        "half_year_revenue_wan": Decimal("3123.40"),
        "half_year_visits": 150000,
        "totals": (912, 876, None),
        "sections": {"1": (130, 120, None)},
        "marks": {"1.1": (20, 0, None)},
    }
    return SummaryUnit(**{**fields, **changes})


def summary(**changes) -> BatchSummary:
    fields = {
        "batch": "第二批",
        "notice_number": "晋文旅发〔2023〕27号",
        "rehearsal": True,
        "printed_at": MOMENT,
        "year_label": "2022年",
        "half_year_label": "2023年上半年",
        "units": (
            unit("太原市", "140100", "青岚谷康养有限公司"),
            unit("忻州市", "140900", "=岢岚康养有限公司", area_km2=None, state="@已推荐"),
        ),
        "sections": (SummaryItem("1", "康养产品", 130, "康养产品"),),
        "leaves": (SummaryItem("1.1", "资源种类", 20, "康养产品"),),
        "materials": (
            MaterialRow("太原市", "青岚谷", "3.1", "营业执照", "创建单位", True, 2, 5, MOMENT, ""),
            MaterialRow("太原市", "青岚谷", "2", "推荐报告", "市局", True, 0, None, None, ""),
        ),
        "contacts": (
            ContactRow("太原市", "青岚谷", "青岚谷", "温小禾", "03510000000", "+a@b.c", "-1号"),
        ),
    }
    return BatchSummary(**{**fields, **changes})
