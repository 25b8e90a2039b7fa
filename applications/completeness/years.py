"""Years and days that do not fit the batch; somebody must look, so these only remind."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from django.utils import timezone

from applications.choices import NARRATIVES, SectionName
from applications.completeness.contents import Contents
from applications.completeness.materials import slot_of
from applications.completeness.registry import Said, check, warn
from applications.completeness.tables import row_of
from applications.figures import numbered
from applications.models import Attachment, Batch
from portal import clock

DECLARATION, BASICS = SectionName.DECLARATION, SectionName.BASICS
INVESTMENT, ATTACHMENTS = SectionName.INVESTMENT, SectionName.ATTACHMENTS

#: «2023年», but not «2500年前» and «1000年历史».
SPOKEN_YEAR = re.compile(r"(?<!\d)(\d{4})年(?![前来古]|历史|以上|左右)")
#: 2022 alone or at the head of a day, as in 20220815; not inside a longer number.
NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:[01]\d(?:[0-3]\d)?)?(?!\d)")
LAST_MONTH = re.compile(r"(\d{4})[.．年/-](\d{1,2})\D*$")
#: 发展方向 looks ahead: a 规划 of ten years ends inside this.
YEARS_AHEAD = 12
#: Older business is history, and told in 创建情况.
FIRST_YEAR_OF_BUSINESS = 1949
#: Queries, proofs of the environment and of staff, 近一年的承诺: papers that grow old.
AGEING = ("3.2", "3.3", "5", "7.1", "7.2")


@check("叙述中的年份与批次不符", *NARRATIVES)
def years_in_narratives(contents: Contents) -> Iterator[Said]:
    for section in NARRATIVES:
        text = getattr(contents.dossier, section)
        if odd := odd_years(section, text, contents.batch):
            sentence = (
                f"{section.label}写到{'、'.join(odd)}，与本批次数据年份不符，请核对是否笔误。"
            )
            yield warn(section, sentence, section)


def odd_years(section: SectionName, text: str, batch: Batch) -> list[str]:
    """The years of ``text``, each once, that are hardly meant: to come, or before any business."""
    this_year = batch.full_year + 1
    latest = this_year + (YEARS_AHEAD if section == SectionName.DIRECTION else 0)
    earliest = FIRST_YEAR_OF_BUSINESS if section == SectionName.OPERATIONS else 0
    years = dict.fromkeys(int(year) for year in SPOKEN_YEAR.findall(text))
    return [f"{year}年" for year in years if not earliest <= year <= latest]


@check("投资期限晚于今天", INVESTMENT)
def investment_terms_over(contents: Contents) -> Iterator[Said]:
    today = clock.today()
    for line, place in numbered(contents.investment):
        found = LAST_MONTH.search(line.term)
        if found and tuple(map(int, found.groups())) > (today.year, today.month):
            sentence = (
                f"投资明细表{place}：投资期限“{line.term}”晚于今天，"
                "本表只填已完成的投资，请核对期限和金额。"
            )
            yield warn(INVESTMENT, sentence, anchor=row_of(line))


@check("开业时间晚于经营数据", BASICS)
def opened_before_figures(contents: Contents) -> Iterator[Said]:
    dossier, batch = contents.dossier, contents.batch
    for last_day, label, figures in (
        (date(batch.full_year, 12, 31), batch.full_year_label, "year"),
        (date(batch.full_year + 1, 6, 30), batch.half_year_label, "half"),
    ):
        has_figures = getattr(dossier, f"revenue_{figures}_wan") or getattr(
            dossier, f"visits_{figures}"
        )
        if has_figures and dossier.opened_on and dossier.opened_on > last_day:
            sentence = f"开业时间晚于{label}，但填写了{label}的营业总收入或接待人次，请核对。"
            yield warn(BASICS, sentence, "opened_on")


@check("申请日期早于申报开始", DECLARATION)
def declared_in_batch(contents: Contents) -> Iterator[Said]:
    declared, opens_at = contents.dossier.declared_on, contents.batch.opens_at
    if declared and declared < timezone.localtime(opens_at).date():
        sentence = "申请日期早于本批次申报开始的日期，可能沿用了旧的申请书，请核对。"
        yield warn(DECLARATION, sentence, "declared_on")


@check("材料的年份与要求不符", ATTACHMENTS)
def years_of_files(contents: Contents) -> Iterator[Said]:
    """The years that a file's name tells against those that its slot asks for."""
    for file in contents.files:
        if doubt := doubt_about(file, contents.batch):
            sentence = f"材料“{file.item}”的文件“{file.name}”{doubt}"
            yield warn(ATTACHMENTS, sentence, **slot_of(file))


def doubt_about(file: Attachment, batch: Batch) -> str:
    """What is odd about the years in a file's name; empty where nothing is."""
    named = {int(year) for year in NAMED_YEAR.findall(PurePosixPath(file.name).stem)}
    if not named:
        return ""
    words = "、".join(f"{year}年" for year in sorted(named))
    asked = {int(year) for year in NAMED_YEAR.findall(file.item.code)}
    if asked and not asked & named:
        return f"名称写的是{words}，请核对是否放错年度。"
    if max(named) > clock.today().year:
        return f"名称写的是{words}，晚于今年，请核对。"
    if file.item.code in AGEING and max(named) < min(batch.audited_years):
        return f"名称写的是{words}，早于本批次的数据年度，可能已过有效期，请核对并更换。"
    return ""
