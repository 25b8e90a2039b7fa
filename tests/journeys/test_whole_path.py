"""The whole path in a browser: from an empty 报告书 to 公布, every hand on its own pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from applications.choices import QualificationItem, Status
from applications.models import Application, Batch
from portal import audit, clock
from portal.choices import OrganisationKind
from scoring.choices import Column
from tests.browsers import enter
from tests.factories.content import complete, paper
from tests.factories.scoring import small_standard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Green-Valley-2026"
#: Leaf of the small standard → what is typed on the desk; the marks add up to 43.
KEYS = {"1": {"1.1": "1", "1.2": "1"}, "2": {"2.1": "8", "2.2.1": "1", "2.2.2": "1"}}
TOTAL = 20 + 10 + 8 + 2 + 3
OPINION = "经核查，该单位符合基本条件，材料齐全、数据属实，同意推荐。"


class Person:
    """Somebody of the cast with a browser, who knows the application by its list."""

    def __init__(self, page):
        self.page = page

    def open_application(self):
        self.page.goto("/applications/")
        self.page.get_by_role("link", name="青岚谷康养有限公司").first.click()

    def make(self, move, **fields):
        """From the application's page through the move's page, answering the new state."""
        self.open_application()
        self.page.get_by_role("link", name=move, exact=True).click()
        self.confirm(move, **fields)
        expect(self.page.locator(".message-success")).to_contain_text(f"已办理“{move}”")

    def confirm(self, move, **fields):
        for label, value in fields.items():
            self.fill(label, value)
        self.page.get_by_role("button", name=move, exact=True).click()

    def fill(self, label, value):
        if value is True:
            self.page.get_by_label(label).check()
        else:
            self.page.get_by_label(label, exact=False).first.fill(value)

    def mark(self, column):
        """Every leaf of the small standard by its keys; waits for each answer."""
        application = Application.objects.get()
        for section, leaves in KEYS.items():
            self.page.goto(
                reverse("applications:sheet_section", args=[application.pk, column, section])
            )
            for number, keys in leaves.items():
                leaf = self.page.locator(f"[data-leaf='{number}']")
                leaf.locator("[data-mark], [data-input]").first.focus()
                self.page.keyboard.type(keys)
                self.page.keyboard.press("Enter")
                expect(leaf.locator("[data-leaf-state]")).to_contain_text("已保存")

    def upload(self, code, check_code=""):
        """A one-page scan into the slot ``code`` of the material catalogue."""
        application = Application.objects.get()
        item = application.batch.catalogue.get(code=code)
        self.page.goto(reverse("applications:attachments", args=[application.pk]))
        slot = self.page.locator(f"#slot-{item.pk}")
        if check_code:
            slot.get_by_label(f"{code}的校验码").fill(check_code)
        scan = {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": paper()}
        slot.locator("input[type=file]").set_input_files(scan)
        slot.get_by_role("button", name="上传").click()
        expect(self.page.locator(".message-success")).to_contain_text("已上传")

    def read_code(self, move, row):
        """The 校验码 that the page of ``move`` prints for one paper."""
        application = Application.objects.get()
        self.page.goto(reverse("applications:move", args=[application.pk, move]))
        return self.page.get_by_role("row", name=row).locator("strong").inner_text()


@pytest.fixture
def ruleset(db):
    return small_standard()


@pytest.fixture
def person(new_page, live_server, cast):
    """``person("city")``: a browser of their own, already logged in."""

    def person(who):
        page = new_page(base_url=live_server.url)
        enter(page.context, cast[who], live_server.url)
        return Person(page)

    return person


@pytest.fixture
def province(new_page, live_server, cast):
    """省文化和旅游厅, who logs in with a name and a password."""
    cast["province"].set_password(PASSWORD)
    cast["province"].save()
    page = new_page(base_url=live_server.url)
    page.goto("/")
    page.get_by_label("用户名").fill("province")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    return Person(page)


def local(days, hours=0):
    """A moment as a box of the browser takes it."""
    moment = timezone.localtime(clock.now()) + timedelta(days=days, hours=hours)
    return f"{moment:%Y-%m-%dT%H:%M}"


def day(days):
    return str(clock.today() + timedelta(days=days))


def state():
    return Application.objects.get().status


def test_one_application_from_the_empty_form_to_publication(person, province, cast, ruleset):
    open_batch(province)
    head = fill_in_and_submit(person)
    city = review(person)
    cosign_and_recommend(person, city, head)
    accept_and_appoint(province, person)
    chair = evaluate(person)
    publish(province)

    application = Application.objects.get()
    assert application.status == Status.DESIGNATED
    assert application.organisation.kind == OrganisationKind.ZONE
    moves = audit.history(application).filter(action__in=MOVES)
    assert tuple(moves.values_list("action", flat=True)) == MOVES
    everybody_reads_the_result(person, head, city, chair)


#: The moves of the main path in their order.
MOVES = (
    "submit",
    "begin_review",
    "request_cosign",
    "cosign",
    "recommend",
    "accept",
    "start_evaluation",
    "confirm_score",
    "list_publicly",
    "publish",
)


# --- each hand ---------------------------------------------------------------------------


def open_batch(province):
    """省文化和旅游厅 prepares a rehearsal batch and opens it."""
    page = province.page
    page.goto("/applications/batches/")
    page.get_by_role("link", name="新建批次").first.click()
    for label, value in {
        "批次名称": "第三批",
        "通知文号": "晋文旅发〔2026〕30号",
        "全年数据年份": "2022",
        "申报开始时间": local(0, -1),
        "市级截止时间": local(10),
        "省级截止时间": local(20),
        "演练批次": True,
    }.items():
        province.fill(label, value)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".message-success")).to_contain_text("批次已建立")

    page.get_by_role("link", name="开始申报").click()
    page.get_by_role("button", name="开始申报").click()
    expect(page.locator(".message-success")).to_contain_text("当前状态为“申报中”")


def fill_in_and_submit(person):
    """经办人 begins and fills in, 负责人 submits, 经办人 uploads the signed scan."""
    clerk = person("clerk")
    clerk.page.goto("/applications/")
    clerk.page.get_by_role("button", name="开始填报").click()
    expect(clerk.page.get_by_text("填报中").first).to_be_visible()
    clerk.mark(Column.SELF_CHECK)
    # The texts, both tables and twelve papers are typed in journeys of their own.
    complete(Application.objects.get())

    head = person("head")
    head.make("提交", **{"本人为申请单位负责人": True})
    assert state() == Status.SUBMITTED
    code = Application.objects.get().snapshots.get().check_code
    head.open_application()
    expect(head.page.get_by_text(code).first).to_be_visible()
    clerk.upload("1", code)
    return head


def review(person):
    """市文化和旅游局 takes it up, gives 初评计分, 资格核查 and 初评意见."""
    city = person("city")
    city.make("受理并开始初评")
    city.mark(Column.FIRST_REVIEW)
    page, pk = city.page, Application.objects.get().pk

    page.goto(reverse("applications:qualification", args=[pk]))
    for item in QualificationItem:
        page.locator(f"input[name={item}_verdict][value=fits]").check()
    expect(page.locator("[data-total=answered]")).to_have_text("11")
    page.locator("input[name=land_verdict][value=explain]").check()
    hint = page.locator("#id_land_remark_hint")
    expect(hint).to_contain_text("请在备注中说明情况")
    page.locator("#id_land_remark").fill("部分地块正在办理不动产权证。")
    expect(hint).to_be_hidden()

    page.goto(reverse("applications:opinion", args=[pk]))
    page.get_by_label("初评意见").fill(OPINION)
    page.get_by_label("是", exact=True).check()
    page.get_by_label("日期").fill(day(0))
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".message-success")).to_contain_text("五、初评意见已保存")
    city.make("提交会签")
    return city


def cosign_and_recommend(person, city, head):
    """市民政局 reads and signs; the city puts in the sealed papers and recommends."""
    civil = person("civil")
    civil.open_application()
    civil.page.get_by_role("link", name="会签同意").click()
    expect(civil.page.get_by_text(OPINION)).to_be_visible()
    expect(civil.page.get_by_text("部分地块正在办理不动产权证。")).to_be_visible()
    civil.confirm("会签同意", 职务="科长", 会签意见="同意。")
    expect(civil.page.locator(".message-success")).to_contain_text("初评完成")

    city.open_application()
    expect(city.page.get_by_text("缺少材料：1-五").first).to_be_visible()
    city.upload("1-五", city.read_code("recommend", "1-五 初评意见"))
    city.upload("2")
    reason = {"推荐理由": "产品和服务成熟，带动就业明显。"}
    city.make("推荐报省", **reason, **{"已核对：五、初评意见扫描件": True})
    head.open_application()
    expect(head.page.get_by_text("已推荐").first).to_be_visible()


def accept_and_appoint(province, person):
    """受理, a panel of three, and what each expert declares."""
    province.make("受理", 受理编号="受〔2026〕1号", **{"已核对：盖章扫描件": True})
    page = province.page
    page.goto(reverse("applications:panel", args=[Application.objects.get().pk]))
    page.get_by_label("组长").select_option(label="古衡岳（工作人员，三晋康养研究所）")
    for name in ("白松岩", "甄若水"):
        page.get_by_role("checkbox", name=name).check()
    province.fill("现场验收日期", day(0))
    province.fill("汇报答辩日期", day(0))
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".message-success")).to_contain_text("评定组已保存")

    for who in ("chair", "member", "second_member"):
        expert = person(who)
        expert.page.goto("/notices/")
        expert.page.get_by_role("link", name="请作回避声明").or_(
            expert.page.get_by_role("button", name="请作回避声明")
        ).first.click()
        expert.page.get_by_label("无需回避").check()
        expert.page.get_by_role("button", name="提交声明").click()
        expect(expert.page.locator(".message-success")).to_contain_text("已作回避声明")
    province.make("启动评定")


def evaluate(person):
    """成员 hand in, 组长 fills in the column, notes who took part, and confirms part 七."""
    for who in ("member", "second_member"):
        member = person(who)
        member.mark(Column.MEMBER)
        member.page.get_by_role("link", name="提交计分").first.click()
        member.page.get_by_role("button", name="提交计分").click()
        expect(member.page.locator(".message-success")).to_contain_text("您的计分已提交")
    chair = person("chair")
    chair.mark(Column.FINAL_SCORE)
    pk = Application.objects.get().pk
    chair.page.goto(reverse("applications:attendance", args=[pk]))
    for place in range(2):
        chair.page.get_by_label("参加评定").nth(place).check()
    chair.page.get_by_role("button", name="保存").click()
    expect(chair.page.locator(".message-success")).to_contain_text("参评情况已登记")
    chair.upload("1-七", chair.read_code("confirm_score", "1-七 文旅康养示范区评定结果"))
    chair.open_application()
    chair.page.get_by_role("link", name="组长确认").click()
    expect(chair.page.get_by_text(f"{TOTAL}分").first).to_be_visible()
    chair.confirm("组长确认")
    expect(chair.page.locator(".message-success")).to_contain_text("评定完成")
    return chair


def publish(province):
    """转入评定, 审定投资额 and 拟评定, 公示, 公布."""
    page, batch = province.page, Batch.objects.get()
    page.goto(batch.get_absolute_url())
    page.get_by_role("link", name="转入评定").click()
    page.get_by_role("button", name="转入评定").click()
    expect(page.locator(".message-success")).to_contain_text("评定中")

    page.goto(reverse("applications:result", args=[Application.objects.get().pk]))
    expect(page.get_by_text("3,200.00万元").first).to_be_visible()
    province.fill("审定投资额", "3,100")
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".message-success")).to_contain_text("评定结果已保存")

    page.goto(batch.get_absolute_url())
    page.get_by_role("link", name="开始公示").click()
    province.confirm("开始公示", 公示起始日期=day(-7), 公示截止日期=day(-1))
    expect(page.locator(".message-success")).to_contain_text("公示中")
    page.get_by_role("link", name="公布结果").click()
    province.confirm("公布结果", 公布文号="晋文旅发〔2026〕40号")
    expect(page.locator(".message-success")).to_contain_text("已公布")


def everybody_reads_the_result(person, head, city, chair):
    """The list is for all; the score for the unit and its city alone."""
    url = reverse("applications:results", args=[Batch.objects.get().pk])
    for reader, score in ((head, True), (city, True), (chair, False), (person("far_head"), False)):
        reader.page.goto(url)
        row = reader.page.get_by_role("row", name="青岚谷文旅康养示范区")
        expect(row).to_contain_text("晋文旅发〔2026〕40号")
        expect(row.get_by_role("cell", name=str(TOTAL), exact=True)).to_have_count(int(score))
