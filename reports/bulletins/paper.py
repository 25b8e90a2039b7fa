"""A bulletin as it is shown and printed: from what it stores, and from nothing else."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from applications import digests
from portal import audit, clock
from reports import charts
from reports.bulletins.counting import CityCount, cities_of, total
from reports.bulletins.writing import RANKING, number, percent
from reports.charts import Returns, Series
from reports.choices import BulletinStatus, CellState
from reports.documents import BulletinPaper, BulletinSection, BulletinTable, PaperStamp
from reports.models import Bulletin

ISSUER = "山西省文化和旅游厅"
#: A line needs two points.
LEAST_MONTHS = 2


def bulletin_paper(bulletin: Bulletin) -> BulletinPaper:
    """The paper of a draft as it stands, or of what was issued; hidden sections are left out."""
    return BulletinPaper(
        issuer=ISSUER,
        number=bulletin.number,
        title=bulletin.title,
        addressees=bulletin.addressees,
        lead=paragraphs(bulletin.lead),
        sections=tuple(
            section_of(bulletin, section)
            for section in bulletin.sections
            if is_shown(bulletin, section)
        ),
        closing=bulletin.closing,
        signer=ISSUER,
        issued_on=bulletin.issued_on,
        contact="",
        annexes=annexes(bulletin),
        stamp=stamp(bulletin),
    )


def is_shown(bulletin: Bulletin, section: dict[str, Any]) -> bool:
    """Whether a section stands on the paper; 调度排队 also has to be published."""
    return section["shown"] and (bulletin.has_ranking or section["key"] != RANKING)


def section_of(bulletin: Bulletin, section: dict[str, Any]) -> BulletinSection:
    """One of ``bulletin.sections`` with what is drawn under its text."""
    figures, key = bulletin.figures, section["key"]
    return BulletinSection(
        title=section["title"],
        paragraphs=paragraphs(section["text"]),
        tables=(lights_table(figures),) if key == "lights" else (),
        charts=return_charts(figures) if key == "returns" else (),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line)


def stamp(bulletin: Bulletin) -> PaperStamp:
    """``version`` counts how often the bulletin was issued."""
    issues = audit.history(bulletin).filter(action="issue").count()
    return PaperStamp(
        version=issues,
        check_code=digests.check_code(bulletin.sha256),
        draft=bulletin.status == BulletinStatus.DRAFT,
        rehearsal=settings.DEMO,
        printed_at=clock.now(),
    )


# --- charts ------------------------------------------------------------------------------


def return_charts(figures: dict[str, Any]) -> tuple[charts.Completeness | charts.Plot, ...]:
    """Who has reported, city by city; and the year so far from its second month on."""
    cities, rates = cities_of(figures), figures["trend"]
    drawn: list[charts.Completeness | charts.Plot] = []
    if cities:
        title = f"{figures['year']}年{figures['month']}月各市台账报送情况"
        drawn.append(charts.completeness(title, [returns_of(city) for city in cities]))
    if len(rates) >= LEAST_MONTHS:
        labels = [month_label(row["month"]) for row in rates]
        series = Series("全省", [Decimal(row["rate"]) for row in rates])
        drawn.append(charts.trend(f"{figures['year']}年各月按时报送率", "%", labels, [series]))
    return tuple(drawn)


def returns_of(city: CityCount) -> Returns:
    return Returns(
        name=city.city,
        on_time=city.on_time,
        late=city.late,
        missing=city.missing,
        excused=city.excused,
        not_due=city.pending,
    )


def month_label(text: str) -> str:
    month = date.fromisoformat(text)
    return f"{month.year}年{month.month}月"


# --- tables ------------------------------------------------------------------------------


def annexes(bulletin: Bulletin) -> tuple[BulletinTable, ...]:
    """附件1 to 附件3; the third only when the places are published."""
    figures = bulletin.figures
    tables = (returns_table(figures), indicators_table(figures))
    return (*tables, ranking_table(figures)) if bulletin.has_ranking else tables


def returns_table(figures: dict[str, Any]) -> BulletinTable:
    cities = cities_of(figures)
    return BulletinTable(
        caption="各市台账报送情况",
        head=(
            "市",
            "市级报送",
            "应报",
            "按时",
            "逾期",
            "未报",
            "免报",
            "无变化",
            "与上月相同",
            "按时率",
        ),
        rows=tuple(returns_row(city) for city in with_total(cities)),
        widths=(22, 20, 13, 13, 13, 13, 13, 15, 18, 16),
    )


def with_total(cities: list[CityCount]) -> list[CityCount]:
    return [*cities, total(cities)] if cities else []


def returns_row(city: CityCount) -> tuple[str, ...]:
    counts = (city.due, city.on_time, city.late, city.missing, city.excused)
    return (
        city.city,
        CellState(city.state).label if city.state else "—",
        *map(str, counts),
        str(city.unchanged),
        str(city.identical),
        percent(city.on_time, city.due) if city.due else "—",
    )


def lights_table(figures: dict[str, Any]) -> BulletinTable:
    return BulletinTable(
        caption=f"{figures['month']}月各市亮灯情况（单位：个）",
        head=("市", "绿灯", "黄灯", "红灯", "无灯"),
        rows=tuple(lights_row(city) for city in with_total(cities_of(figures))),
        widths=(36, 30, 30, 30, 30),
    )


def lights_row(city: CityCount) -> tuple[str, ...]:
    lit = (city.green, city.yellow, city.red)
    return city.city, *map(str, lit), str(city.members - sum(lit))


def indicators_table(figures: dict[str, Any]) -> BulletinTable:
    return BulletinTable(
        caption="主要指标完成情况",
        head=("指标", "计量单位", "单位数", "本月", "累计", "年度目标", "完成率"),
        rows=tuple(indicators_row(row) for row in figures["indicators"]),
        widths=(36, 18, 14, 24, 23, 23, 18),
    )


def indicators_row(row: dict[str, Any]) -> tuple[str, ...]:
    sums = (number(row[name], row["unit_word"]) for name in ("month", "cumulative", "target"))
    share = percent(Decimal(row["cumulative"]), Decimal(row["target"]))
    return row["indicator"], row["unit_word"], str(row["units"]), *(s or "—" for s in sums), share


def ranking_table(figures: dict[str, Any]) -> BulletinTable:
    return BulletinTable(
        caption="各市调度排队",
        head=("名次", "市", "按时率", "任务进度", "亮灯", "备注"),
        rows=tuple(ranking_row(row) for row in figures["city_places"]),
        widths=(16, 26, 24, 24, 20, 46),
    )


def ranking_row(row: dict[str, Any]) -> tuple[str, ...]:
    rank = str(row["rank"]) if row["rank"] else "—"
    return rank, row["name"], row["rate"] or "—", row["progress"] or "—", row["light"], row["note"]
