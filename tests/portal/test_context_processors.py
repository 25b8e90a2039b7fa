"""The frame: who finds which links, and what it costs."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from portal.context_processors import frame, menu
from tests.factories.portal import NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db

EXPERT = ["首页", "申报", "批次", "输出文件"]
LEDGER = ["首页", "申报", "批次", "月调度", "联络员", "年度材料", "通报", "输出文件"]
PROVINCE = [*LEDGER[:3], "评分标准", *LEDGER[3:]]
UNIT = [label for label in LEDGER if label != "通报"]
# fmt: off
MENUS = {
    "clerk": UNIT, "head": [*UNIT, "人员"], "city": [*LEDGER, "人员"], "civil": [*LEDGER, "人员"],
    "chair": EXPERT, "province": [*PROVINCE, "人员"],
    "civil_reader": LEDGER, "finance_reader": LEDGER,
    "admin": ["首页", "邮件", "系统管理"], "nobody": ["首页"],
}
# fmt: on


@pytest.mark.parametrize("who", MENUS)
def test_menu_of_each_role(cast, who):
    assert [label for label, _, _ in menu(cast[who], "/")] == MENUS[who]


@pytest.mark.parametrize("who", MENUS)
def test_every_link_of_the_menu_opens(client, cast, batch, who):
    client.force_login(cast[who])

    for _, url, _ in menu(cast[who], "/"):
        assert client.get(url, follow=True).status_code == 200, url


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", ["首页"]),
        ("/applications/7/", ["申报"]),
        ("/applications/batches/3/", ["批次"]),
        ("/ledger/units/3/2026/3/", ["月调度"]),
        ("/papers/2026/", ["年度材料"]),
        ("/outputs/", ["输出文件"]),
        ("/profile/", []),
    ],
)
def test_menu_marks_where_one_is(cast, path, here):
    assert [label for label, _, is_here in menu(cast["head"], path) if is_here] == here


@pytest.mark.parametrize(
    ("page", "here"),
    [
        ("applications:objection", ["批次"]),
        ("applications:objection_answer", ["批次"]),
        ("applications:trial", ["评分标准"]),
        ("applications:handover", ["人员"]),
        ("reports:move_unit", ["人员"]),
    ],
)
def test_menu_marks_what_a_page_belongs_to_whatever_its_address(cast, page, here):
    links = menu(cast["province"], reverse(page, args=[3]))

    assert [label for label, _, is_here in links if is_here] == here


def test_there_is_no_menu_before_the_initial_password_is_changed():
    assert menu(UserFactory(must_change_password=True), "/password/") == []


def test_frame_counts_the_own_unread_messages(cast):
    NoticeFactory.create_batch(2, recipient=cast["head"])
    NoticeFactory(recipient=cast["clerk"])
    request = RequestFactory().get("/")
    request.user = cast["head"]

    context = frame(request)

    assert context["unread_notices"] == 2
    assert context["membership"].organisation.name == "青岚谷康养有限公司"


def test_frame_asks_the_database_only_for_what_is_read(cast, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = cast["head"]

    with django_assert_num_queries(0):
        frame(request)


def test_contact_line_is_on_the_log_in_page(client, settings):
    settings.CONTACT_LINE = "业务咨询：0351-0000000"

    assert "业务咨询：0351-0000000" in client.get("/login/").content.decode()


def test_rehearsal_is_announced_on_every_page(client, settings):
    assert "演练环境" not in client.get("/login/").content.decode()

    settings.DEMO = True

    assert "演练环境" in client.get("/login/").content.decode()
