"""Every check of 形式审查 on its boundary and just off it, without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from applications.choices import InvestmentCategory, SectionName, Status, Supplier
from applications.completeness import CHECKS, Contents
from applications.models import (
    Application,
    Attachment,
    Batch,
    CatalogueItem,
    Dossier,
    InvestmentLine,
    ScoringFigures,
    StaffingLine,
)
from portal import clock
from portal.choices import Nature
from portal.models import Organisation
from portal.problems import Problem
from tests.factories.content import FACTS

NOW = datetime(2023, 8, 20, 4, 0, tzinfo=UTC)
OPENS = datetime(2023, 7, 31, 16, 0, tzinfo=UTC)  # midnight of 1 August in Shanxi
COMPANY = {
    "name": "青岚谷康养有限公司",
    "zone_name": FACTS["zone_name"],
    "credit_code": FACTS["credit_code"],
}
LINE = {
    "purpose": "木屋",
    "term": "2021.03—2022.10",
    "amount_wan": 3200,
    "paid_wan": 3100,
    "unpaid_wan": 100,
}
STAFF = {"form": "全日制", "contracted": 120, "paid": 118, "insured": 110, "taxed": 112}
RENAMED = "请核对营业执照和公章；确已变更的，上传变更证明并请市文化和旅游局更正登记。"
AUDIT_2021 = "材料“4.1-2021 2021年度已审财务报表”的文件"
WATER = "材料“5 生态环境证明材料”的文件"


#: The slots that this module speaks of, each with a number of its own.
SLOTS = ("1", "4.1-2021", "5", "6.1", "6.2")


class Shelf:
    """A place for files in which each is as long as its name says: «12.pdf», or gone: «x.pdf»."""

    def size(self, name):
        length = name.removesuffix(".pdf")
        if not length.isdigit():
            raise FileNotFoundError(name)
        return int(length)


def paper(code="5", name="监测结论.pdf", *, stored="12.pdf", sha256="a", **fields):
    """A file of 12 bytes in a slot of the unit; ``bound`` says to which version of which digest."""
    titles = {"4.1-2021": "2021年度已审财务报表", "5": "生态环境证明材料", "1": "报告书扫描件"}
    binding, digest = fields.pop("bound", ("", ""))
    supplier = fields.pop("supplier", Supplier.UNIT)
    slot = {"pk": SLOTS.index(code), "code": code, "title": titles.get(code, "材料")}
    item = CatalogueItem(**slot, supplier=supplier, binding=binding)
    file = Attachment(item=item, name=name, size=12, sha256=sha256, bound_digest=digest, **fields)
    file.file = SimpleNamespace(name=stored, storage=Shelf())
    return file


def contents(*, company=None, status=Status.DRAFTING, lines=(LINE,), staff=(STAFF,), **read):
    """A complete 报告书 of the batch of 2023, with what the test would have otherwise."""
    batch = Batch(pk=1, full_year=2022, opens_at=OPENS)
    organisation = Organisation(**{**COMPANY, **(company or {})})
    application = Application(pk=1, batch=batch, organisation=organisation, status=status)
    ScoringFigures(application=application, **read.pop("figures", {}))
    known = {name: read.pop(name) for name in list(read) if name in DOSSIER}
    Dossier(application=application, **{**FACTS, "declared_on": date(2023, 8, 1), **known})
    made = Contents(application)
    category = InvestmentCategory.BUILDINGS
    made.investment = [
        InvestmentLine(pk=n, category=category, **line) for n, line in enumerate(lines, 1)
    ]
    made.staffing = [StaffingLine(pk=n, **line) for n, line in enumerate(staff, 1)]
    empty = {
        "marks": [5],
        "unexplained": [],
        "unproven": [],
        "catalogue": [],
        "files": [],
        "waived": set(),
    }
    for name, value in {**empty, "digests": {}, **read}.items():
        setattr(made, name, value)
    return made


DOSSIER = {field.name for field in Dossier._meta.concrete_fields}
WANTED = CatalogueItem(pk=7, code="3.1", title="营业执照", supplier=Supplier.UNIT)
OPTIONAL = CatalogueItem(pk=8, code="8", title="照片", supplier=Supplier.UNIT, is_required=False)
OF_CITY = CatalogueItem(pk=9, code="2", title="推荐报告", supplier=Supplier.CITY)

# fmt: off
CASES = [
    # check                      what is read                                    what is said; ! before what stops
    ("required_fields",          {},                                             []),
    ("required_fields",          {"head_name": "", "revenue_half_wan": 0},       ["!一、评定申请：请填写申请单位负责人姓名。"]),
    ("required_fields",          {"visits_half": None},                          ["!二（一）基本信息：请填写2023年上半年接待人次。"]),
    ("other_nature_explained",   {"nature": Nature.OTHER, "nature_other": "合作社"}, []),
    ("other_nature_explained",   {"nature": Nature.OTHER},                       ["!单位性质选择了“其他”，请填写具体说明。"]),
    ("formats_valid",            {"email": "", "contact_phone": "", "credit_code": ""}, []),
    ("formats_valid",            {"contact_phone": "0351-0000000、13000000000"},  []),
    ("formats_valid",            {"contact_phone": "000"},                       ["!电话：“000”不是有效的电话号码，请填写11位手机号或带区号的座机号（如0351-1234567）。"]),
    ("formats_valid",            {"email": "office＠example"},                    ["!电子邮箱：电子邮箱格式不正确，请按“名称@域名”的形式填写。"]),
    ("formats_valid",            {"credit_code": "91149901MA0TE5T01X"},          ["!统一社会信用代码：统一社会信用代码校验位不符，请逐位核对营业执照。"]),
    ("dates_not_in_future",      {"declared_on": date(2023, 8, 20), "opened_on": date(2023, 8, 20)}, []),
    ("dates_not_in_future",      {"declared_on": date(2023, 8, 21)},             ["!申请日期不能晚于今天，请核对。"]),
    ("dates_not_in_future",      {"opened_on": date(2023, 8, 21)},               ["!开业时间不能晚于今天，请核对。"]),
    ("figures_plausible",        {"area_km2": Decimal(500), "employees": 20_000, "visits_half": 1000, "opened_on": date(2022, 8, 20)}, []),
    ("figures_plausible",        {"area_km2": Decimal("500.0001")},              ["申报项目面积超过500平方公里，请核对单位是否为平方公里（1平方公里等于1500亩）。"]),
    ("figures_plausible",        {"invested_wan": Decimal("2000000.00")},        []),
    ("figures_plausible",        {"invested_wan": Decimal("2000000.01")},        ["已完成投资总额超过200亿元，请核对单位是否为万元（1亿元等于10000万元）。"]),
    ("figures_plausible",        {"employees": 20_001},                          ["直接从业人员超过20000人，请核对。"]),
    ("figures_plausible",        {"visits_half": 999},                           ["接待人次不足1000，请核对单位是否误填为万人次。"]),
    ("figures_plausible",        {"revenue_year_wan": 43, "visits_year": 86_000}, []),
    ("figures_plausible",        {"revenue_year_wan": Decimal("42.99"), "visits_year": 86_000}, ["按全年营业总收入与接待人次计算，人均消费不在5至5000元之间，请核对单位。"]),
    ("figures_plausible",        {"opened_on": date(2022, 8, 21)},               ["开业不足12个月，一年以上执行记录等评分项可能缺少依据，请核对。"]),
    # names
    ("unit_name_as_registered",  {"unit_name": "青岚谷 康养有限公司"},             []),
    ("unit_name_as_registered",  {"unit_name": "青岚谷康养公司"},                  [f"封面申请单位“青岚谷康养公司”与登记的单位名称“青岚谷康养有限公司”不一致，{RENAMED}"]),
    ("credit_code_as_registered", {"company": {"credit_code": None}},            []),
    ("credit_code_as_registered", {"credit_code": "91149901MA0TE5T01l"},         []),
    ("credit_code_as_registered", {"company": {"credit_code": "91149902MA0XX0002A"}}, [f"统一社会信用代码91149901MA0TE5T01L与登记的91149902MA0XX0002A不一致，{RENAMED}"]),
    ("zone_name_as_registered",  {"company": {"zone_name": ""}},                 []),
    ("zone_name_as_registered",  {"company": {"zone_name": "青岚谷"}},            ["封面示范区名称“青岚谷文旅康养示范区”与登记的示范区名称“青岚谷”不一致，请核对全称；确需变更的，请市文化和旅游局更正登记。"]),
    # texts
    ("narratives_in_limits",     {"achievements": "隰" * 500, "operations": "隰" * 240, "direction": "隰" * 360}, []),
    ("narratives_in_limits",     {"achievements": "隰" * 499},                   ["!二（二）创建情况现为499字，应为500至1000字，请修改。"]),
    ("narratives_in_limits",     {"achievements": "隰" * 1001},                  ["!二（二）创建情况现为1001字，应为500至1000字，请修改。"]),
    ("narratives_in_limits",     {"operations": "隰" * 239},                     ["二（三）经营状况要求300字左右，现为239字，请酌情增删。"]),
    ("narratives_in_limits",     {"direction": "隰" * 601},                      ["!二（四）发展方向现为601字，应为150至600字，请修改。"]),
    ("narratives_in_limits",     {"direction": " \n"},                           ["!二（四）发展方向尚未填写。"]),
    # years and days
    ("years_in_narratives",      {"achievements": "始建于1098年，有2500年历史，2023年建成。", "operations": "1949年", "direction": "到2035年"}, []),
    ("years_in_narratives",      {"achievements": "2024年建成，2024年开放，20223年验收。"}, ["二（二）创建情况写到2024年，与本批次数据年份不符，请核对是否笔误。"]),
    ("years_in_narratives",      {"operations": "1948年至2024年"},                ["二（三）经营状况写到1948年、2024年，与本批次数据年份不符，请核对是否笔误。"]),
    ("years_in_narratives",      {"direction": "到2036年"},                      ["二（四）发展方向写到2036年，与本批次数据年份不符，请核对是否笔误。"]),
    ("investment_terms_over",    {"lines": [{**LINE, "term": "2021.03—2023.08"}, {**LINE, "term": "三年"}]}, []),
    ("investment_terms_over",    {"lines": [{**LINE, "term": "2021.03—2023.09"}]}, ["投资明细表“二”类第1行：投资期限“2021.03—2023.09”晚于今天，本表只填已完成的投资，请核对期限和金额。"]),
    ("investment_terms_over",    {"lines": [{**LINE, "term": "2021年至2030年1月"}]}, ["投资明细表“二”类第1行：投资期限“2021年至2030年1月”晚于今天，本表只填已完成的投资，请核对期限和金额。"]),
    ("opened_before_figures",    {"opened_on": date(2022, 12, 31)},              []),
    ("opened_before_figures",    {"opened_on": date(2023, 1, 1)},                ["开业时间晚于2022年，但填写了2022年的营业总收入或接待人次，请核对。"]),
    ("opened_before_figures",    {"opened_on": date(2023, 6, 30), "visits_year": 0, "revenue_year_wan": 0}, []),
    ("opened_before_figures",    {"opened_on": date(2023, 7, 1), "visits_year": 0, "revenue_year_wan": None}, ["开业时间晚于2023年上半年，但填写了2023年上半年的营业总收入或接待人次，请核对。"]),
    ("declared_in_batch",        {"declared_on": date(2023, 8, 1)},              []),
    ("declared_in_batch",        {"declared_on": date(2023, 7, 31)},             ["申请日期早于本批次申报开始的日期，可能沿用了旧的申请书，请核对。"]),
    ("years_of_files",           {"files": [paper("4.1-2021", "2021-2022审计.pdf"), paper("4.1-2021", "审计.pdf"), paper("6.2", "土地证2009.pdf")]}, []),
    ("years_of_files",           {"files": [paper("4.1-2021", "2022年审计.pdf")]}, [f"{AUDIT_2021}“2022年审计.pdf”名称写的是2022年，请核对是否放错年度。"]),
    ("years_of_files",           {"files": [paper("5", "水质20210518.pdf"), paper("5", "报告120230012.pdf")]}, []),
    ("years_of_files",           {"files": [paper("5", "水质20201231.pdf")]},     [f"{WATER}“水质20201231.pdf”名称写的是2020年，早于本批次的数据年度，可能已过有效期，请核对并更换。"]),
    ("years_of_files",           {"files": [paper("5", "水质2024.pdf")]},         [f"{WATER}“水质2024.pdf”名称写的是2024年，晚于今年，请核对。"]),
    # tables
    ("investment_filled",        {"lines": [{**LINE, "paid_wan": 0}]},           []),
    ("investment_filled",        {"lines": []},                                  ["!投资明细表尚未填写，请至少填写一行。"]),
    ("investment_filled",        {"lines": [{"amount_wan": 1}]},                 ["!投资明细表“二”类第1行：请填写投资用途。", "!投资明细表“二”类第1行：请填写实际投资、实际付款和未付款金额，没有的填0。"]),
    ("payments_add_up",          {"lines": [{**LINE, "unpaid_wan": Decimal("100.01"), "remark": "质保金"}, {**LINE, "paid_wan": None}]}, []),
    ("payments_add_up",          {"lines": [LINE, {**LINE, "unpaid_wan": Decimal("100.01")}]}, ["!投资明细表“二”类第2行：实际投资金额应等于实际付款金额与未付款金额之和，请核对；确有差异的在备注中说明。"]),
    ("investment_agrees",        {"invested_wan": Decimal("3200.00")},           []),
    ("investment_agrees",        {"invested_wan": Decimal("3199.99")},           ["!已完成投资总额为3,199.99万元，投资明细表实际投资金额合计为3,200.00万元，两处应一致，请核对。"]),
    ("investment_agrees",        {"invested_wan": None},                         []),
    ("staffing_filled",          {"staff": [{**STAFF, "insured": 0}]},           []),
    ("staffing_filled",          {"staff": []},                                  ["!用工情况表尚未填写，请至少填写一行。"]),
    ("staffing_filled",          {"staff": [STAFF, {"paid": 1}]},                ["!用工情况表第2行：请填写用工形式。", "!用工情况表第2行：请填写四项人数，没有的填0。"]),
    ("staffing_plausible",       {"staff": [{**STAFF, "insured": 118, "taxed": 118}]}, []),
    ("staffing_plausible",       {"staff": [{**STAFF, "insured": 119, "taxed": 119}]}, ["用工情况表第1行：社会参保人数多于发放工资人数，请核对。", "用工情况表第1行：个税申报人数多于发放工资人数，请核对。"]),
    ("employees_within_staffing", {"employees": 110},                            []),
    ("employees_within_staffing", {"employees": 109},                            ["直接从业人员数量为109人，用工情况表四项合计在110至120人之间，请核对。"]),
    ("employees_within_staffing", {"employees": 121},                            ["直接从业人员数量为121人，用工情况表四项合计在110至120人之间，请核对。"]),
    # the sheet
    ("every_leaf_marked",        {"marks": [0, 5]},                              []),
    ("every_leaf_marked",        {"marks": [None, 0, 5]},                        ["!自检计分还有1项未评分（共3项），请补充。"]),
    ("every_mark_explained",     {"unexplained": [Problem("1.3 产品规模：须说明理由。", "/leaf/")]}, ["!1.3 产品规模：须说明理由。"]),
    ("evidence_given",           {"unproven": ["自检有3项计了分但无佐证。"]},       ["自检有3项计了分但无佐证。"]),
    ("figures_consistent",       {"figures": {"staff": 120}},                    []),
    ("figures_consistent",       {"figures": {"staff": 119}},                    ["从业人员总数：与基本信息直接从业人员120人不一致，请核对。"]),
    # papers
    ("materials_present",        {"catalogue": [WANTED, OPTIONAL, OF_CITY], "waived": {7}}, []),
    ("materials_present",        {"catalogue": [WANTED, OPTIONAL, OF_CITY]},     ["!缺少材料：3.1 营业执照，请上传。"]),
    ("files_readable",           {"files": [paper()]},                           []),
    ("files_readable",           {"files": [paper(stored="11.pdf")]},            [f"!{WATER}“监测结论.pdf”无法使用：存储的文件不完整，请重新上传。"]),
    ("files_readable",           {"files": [paper(stored="gone.pdf")]},          [f"!{WATER}“监测结论.pdf”无法使用：系统中找不到这个文件，请重新上传。"]),
    ("files_readable",           {"files": [paper(fault="PDF中没有页面，请重新导出或扫描后上传。")]}, [f"!{WATER}“监测结论.pdf”无法使用：PDF中没有页面，请重新导出或扫描后上传。"]),
    ("files_readable",           {"files": [paper(stored="11.pdf", supplier=Supplier.CITY)]}, [f"{WATER}“监测结论.pdf”无法使用：存储的文件不完整，请重新上传。"]),
    ("scans_of_this_version",    {"files": [paper("1", bound=("submission", "new")), paper("1", bound=("final", "x"))], "digests": {"submission": "new"}}, []),
    ("scans_of_this_version",    {"files": [paper("1", bound=("submission", "old"))], "digests": {"submission": "new"}}, ["“1 报告书扫描件”不是当前提交版本的扫描件，已失效，请重新打印当前版本、签字盖章后扫描上传。"]),
    ("scans_of_this_version",    {"files": [paper("1", bound=("review", "old"))], "digests": {"review": ""}, "status": Status.REVIEWED}, ["!“1 报告书扫描件”不是当前初评版本的扫描件，已失效，请重新打印当前版本、签字盖章后扫描上传。"]),
    ("no_file_twice",            {"files": [paper("5"), paper("5"), paper("6.1", sha256="b")]}, []),
    ("no_file_twice",            {"files": [paper("5"), paper("6.1", "土地.pdf")]}, ["材料“6.1”与“5”上传了同一个文件“土地.pdf”，请核对是否传错。"]),
]
# fmt: on


def said(name, **read):
    with clock.at(NOW):
        found = list(CHECKS[name].look(contents(**read)))
    return ["" if one.is_warning else "!" for one in found], found


@pytest.mark.parametrize(("name", "read", "sentences"), CASES)
def test_check_says_its_sentence(name, read, sentences):
    signs, found = said(name, **read)

    assert [f"{sign}{one.sentence}" for sign, one in zip(signs, found, strict=True)] == sentences
    assert {one.section for one in found} <= set(CHECKS[name].sections)


def test_every_check_is_held_against_its_boundary():
    spoken = {name for name, _, sentences in CASES if sentences}

    assert set(CHECKS) - spoken <= {"copied_parts_looked_at"}  # tests of copying hold that one


def test_titles_tell_the_checks_apart():
    titles = [check.title for check in CHECKS.values()]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("name", "read", "place"),
    [
        ("required_fields", {"email": ""}, "/applications/1/sections/basics/#id_email"),
        ("staffing_filled", {"staff": [{"form": ""}]}, "/applications/1/staffing/#row-1"),
        ("staffing_filled", {"staff": []}, "/applications/1/staffing/"),
        ("materials_present", {"catalogue": [WANTED]}, "/applications/1/attachments/#slot-7"),
        ("every_mark_explained", {"unexplained": [Problem("x", "/leaf/")]}, "/leaf/"),
    ],
)
def test_what_is_found_leads_to_its_place(name, read, place):
    _, found = said(name, **read)

    assert found[0].link(contents(**read)) == place


def test_section_of_every_check_is_the_units():
    assert {section for check in CHECKS.values() for section in check.sections} <= set(SectionName)
