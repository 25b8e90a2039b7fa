"""What an e-mail says: ours in subject and links, theirs quoted and leading nowhere."""

import re

import pytest

from portal import mail
from portal.models import Notice, User

READER = User(name="梁云舟", email="liang@example.cn")
URL = "https://portal.example.cn/notices/7/"


def body_of(text, url=URL):
    return mail.body_about(Notice(recipient=READER, text=text), url)


def test_body_names_its_reader_quotes_the_message_and_leads_to_it():
    lines = body_of("申报已提交，请受理。").split("\n\n")

    assert lines[0] == "梁云舟："
    assert lines[2] == "「申报已提交，请受理。」"
    assert lines[3] == f"请登录后查看并办理：\n{URL}"


def test_without_an_address_of_the_portal_the_mail_says_where_to_look():
    assert "请登录平台，在“消息”中查看并办理。" in body_of("申报已提交。", url="")


# fmt: off
TYPED = [
    ("请登录 https://evil.example/ 领取",  "请登录 https：／／evil．example/ 领取"),
    ("见www.evil.cn",                     "见www．evil．cn"),
    ("发送至a.b@evil.cn",                 "发送至a．b＠evil．cn"),
    ("mailto:x",                          "mailto：x"),
    ("1.1请重新核对，8月20日14:02，3.5分",   "1.1请重新核对，8月20日14:02，3.5分"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "mailed"), TYPED)
def test_what_people_write_leads_nowhere(typed, mailed):
    assert mail.unlinked(typed) == mailed


def test_only_our_own_address_looks_like_one():
    found = re.findall(r"https?://\S+|www\.\S+|\S+@\S+", body_of("http://x.cn www.x.cn a@x.cn"))

    assert found == [URL]


def test_message_is_one_line_and_cut():
    quoted = mail.quoted("退回\r\nall@example.cn\n" + "长" * 500)

    assert "\n" not in quoted
    assert quoted.startswith("「退回 all＠example．cn 长")
    assert len(quoted) == mail.QUOTED + 4


def test_reason_that_somebody_typed_stays_in_the_portal():
    assert mail.quoted("申报被退回修改：8.1应为10分。") == "「申报被退回修改……」"
    assert mail.quoted("退回 Bcc: all@example.cn") == "「退回 Bcc……」"


def test_subject_says_nothing_of_anybody():
    assert mail.subject_of() == "文旅康养示范区申报评定与调度平台：您有一条新消息"
    assert mail.subject_of(3) == "文旅康养示范区申报评定与调度平台：您有3条未读消息"


def test_long_day_is_cut_and_counted():
    notices = [Notice(recipient=READER, text=f"消息{n}。") for n in range(mail.LISTED + 2)]

    body = mail.body_of_day(READER, notices, URL)

    assert "有22条未读消息" in body
    assert "20. 「消息19。」\n……另有2条，请到平台查看。" in body


def test_operator_sees_an_address_masked():
    assert mail.masked("liang@example.cn") == "l***@example.cn"
