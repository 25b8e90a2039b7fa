"""Log-in, log-out, passwords and one's own details."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from portal.models import AuditEntry, User
from tests.factories.portal import UserFactory

PASSWORD = "Correct-Horse-42"
NEW = "Battery-Staple-43"


@pytest.fixture
def person(db):
    return UserFactory(username="office.clerk", password=make_password(PASSWORD))


def log_in(client, username="office.clerk", password=PASSWORD, **query):
    return client.post("/login/", {"username": username, "password": password}, query_params=query)


# --- log-in --------------------------------------------------------------------------


def test_log_in_leads_home_and_is_recorded(client, person):
    response = log_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    entry = AuditEntry.objects.get(action="log_in")
    assert (entry.actor, entry.address) == (person, "127.0.0.1")


@pytest.mark.parametrize("typed", ["OFFICE.Clerk", " office.clerk ", "\uff4f\uff46\uff46ice.clerk"])
def test_user_name_is_found_in_any_case_and_width(client, person, typed):
    assert log_in(client, typed)["Location"] == "/"


def test_after_log_in_one_is_back_where_one_wanted_to_go(client, person):
    refused = client.get("/notices/?page=2")
    assert refused["Location"] == "/login/?next=/notices/%3Fpage%3D2"

    response = client.post(refused["Location"], {"username": "office.clerk", "password": PASSWORD})

    assert response["Location"] == "/notices/?page=2"


def test_log_in_never_leads_to_another_site(client, person):
    assert log_in(client, next="https://evil.example/")["Location"] == "/"


def test_wrong_password_says_what_to_do_and_is_recorded(client, person):
    response = log_in(client, password="wrong")

    assert response.context["form"].non_field_errors() == [
        "用户名或密码不正确，请核对后重新输入；连续5次错误将锁定15分钟。"
    ]
    entry = AuditEntry.objects.get(action="log_in_failed")
    assert (entry.actor, entry.target_id, entry.details) == (None, str(person.pk), {"known": True})


def test_what_is_wrong_is_summed_up_once(client, person):
    refused = log_in(client, password="wrong").content.decode()
    log_in(client)
    wrong = client.post("/profile/", {"phone": "12345"}).content.decode()

    assert [page.count("data-error-summary") for page in (refused, wrong)] == [1, 1]


def test_unknown_name_gets_the_same_sentence_and_is_not_written_down(client, person):
    known = log_in(client, password="wrong").context["form"].non_field_errors()

    response = log_in(client, username="my-secret-password")

    assert response.context["form"].non_field_errors() == known
    entry = AuditEntry.objects.filter(action="log_in_failed").last()
    assert entry.details == {"known": False}
    assert "my-secret-password" not in str(AuditEntry.objects.filter(pk=entry.pk).values())


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["office\x00clerk", "x" * 51, "x" * 300_000, "\ufdfa" * 50])
def test_name_that_nobody_can_have_is_refused_and_not_tried(client, person, name):
    response = log_in(client, username=name)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["username"]
    assert AuditEntry.objects.get().details == {"known": False}
    assert not AccessAttempt.objects.exists()


def test_name_pasted_with_what_nobody_sees_is_found(client, person):
    assert log_in(client, "\ufeffoffice.\u200bclerk")["Location"] == "/"


def test_blank_boxes_are_named(client, db):
    response = log_in(client, username="", password="")

    assert response.context["form"].errors == {
        "username": ["请输入用户名。"],
        "password": ["请输入密码。"],
    }


def test_disabled_account_cannot_log_in(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert log_in(client).status_code == 200


def test_disabling_ends_a_running_session_at_the_next_click(client, person):
    log_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)

    response = client.get("/")

    assert response["Location"] == "/login/?next=/"


def test_five_failures_lock_the_name_in_every_spelling(client, person):
    for spelling in ("office.clerk", "OFFICE.CLERK", "Office.Clerk", "office.clerk "):
        assert log_in(client, spelling, "wrong").status_code == 200
    locking = log_in(client, password="wrong")

    after = log_in(client)

    assert (locking.status_code, after.status_code) == (429, 429)
    assert "已锁定15分钟。请15分钟后再试。" in after.content.decode()
    assert not AuditEntry.objects.filter(action="log_in").exists()


@pytest.mark.parametrize(("demo", "status"), [(True, 302), (False, 200)])
def test_demonstration_account_works_in_a_rehearsal_only(client, person, demo, status):
    User.objects.filter(pk=person.pk).update(is_demonstration=True)

    with override_settings(DEMO=demo):
        response = log_in(client)

    assert response.status_code == status


def test_who_is_logged_in_is_sent_home_from_the_log_in_page(client, person):
    log_in(client)

    assert client.get("/login/")["Location"] == "/"


# --- log-out -------------------------------------------------------------------------


def test_log_out_ends_the_session_and_is_recorded(client, person):
    log_in(client)

    response = client.post("/logout/")

    assert response["Location"] == "/login/"
    assert client.get("/")["Location"] == "/login/?next=/"
    assert AuditEntry.objects.filter(action="log_out", actor=person).count() == 1


def test_a_link_cannot_log_anybody_out(client, person):
    log_in(client)

    assert client.get("/logout/").status_code == 405
    assert client.get("/profile/").status_code == 200


# --- passwords -----------------------------------------------------------------------


@pytest.fixture
def newcomer(person, client):
    person.must_change_password = True
    person.save()
    log_in(client)
    return person


def change(client, old=PASSWORD, new=NEW, again=NEW):
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post("/password/", data)


@pytest.mark.parametrize("path", ["/", "/notices/", "/profile/", "/applications/", "/admin/"])
def test_nothing_opens_before_the_initial_password_is_changed(client, newcomer, path):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, "/password/")


def test_a_script_is_told_about_the_initial_password_in_json(client, newcomer):
    response = client.post("/notices/", headers={"X-Requested-With": "fetch"})

    assert response.status_code == 403
    assert response.json() == {"message": "请先修改初始密码，再继续办理。"}


def test_changed_initial_password_opens_everything(client, newcomer):
    response = change(client)

    newcomer.refresh_from_db()
    assert response["Location"] == "/"
    assert not newcomer.must_change_password
    assert newcomer.check_password(NEW)
    assert client.get("/profile/").status_code == 200
    assert AuditEntry.objects.filter(action="change_password", actor=newcomer).count() == 1


def test_other_sessions_end_with_the_old_password(client, person, django_client_class):
    other = django_client_class()
    log_in(client)
    log_in(other)

    change(client)

    assert client.get("/").status_code == 200
    assert other.get("/")["Location"] == "/login/?next=/"


@pytest.fixture
def django_client_class(client):
    return type(client)


# fmt: off
REFUSED = [
    # old       new                    again                  field            sentence
    ("wrong",   NEW,                   NEW,                   "old_password",  "原密码不正确，请重新输入。"),
    (PASSWORD,  PASSWORD,              PASSWORD,              "new_password1", "新密码不能与原密码相同，请换一个。"),
    (PASSWORD,  NEW,                   NEW + "x",             "new_password2", "两次输入的新密码不一致，请重新输入。"),
    (PASSWORD,  "",                    NEW,                   "new_password1", "请填写新密码。"),
    (PASSWORD,  "Wenlv-2026-Abcd",     "Wenlv-2026-Abcd",     "new_password1", "密码不能含“文旅”“康养”“shanxi”“wenlv”等与本平台有关的词，请换一个。"),
    (PASSWORD,  "Office.Clerk-2026",   "Office.Clerk-2026",   "new_password1", "密码不能含本人的用户名或姓名，请换一个。"),
    (PASSWORD,  "Short-1",             "Short-1",             "new_password1", "密码至少12个字符，请加长。"),
    (PASSWORD,  "abcdefghijklmnopq",   "abcdefghijklmnopq",   "new_password1", "密码应包含小写字母、大写字母、数字、其他字符中的至少3种，请补充。"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "again", "field", "sentence"), REFUSED)
def test_password_is_refused_with_a_sentence(client, person, old, new, again, field, sentence):
    log_in(client)

    response = change(client, old, new, again)

    assert sentence in response.context["form"].errors[field]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_password_page_names_every_rule(client, person):
    log_in(client)

    response = client.get("/password/")

    assert len(response.context["rules"]) == 6


# --- the own details -------------------------------------------------------------------


def test_own_details_are_stored_normalised_and_recorded(client, person):
    log_in(client)
    data = {"position": " 科　长 ", "phone": "0351-0000000", "email": "office＠example.com"}

    response = client.post("/profile/", data)

    person.refresh_from_db()
    assert response["Location"] == "/profile/"
    assert (person.phone, person.email) == ("0351-0000000", "office@example.com")
    entry = AuditEntry.objects.get(action="change_details")
    assert entry.details == {"fields": ["email", "phone", "position"]}


def test_wrong_details_change_nothing_and_stay_on_the_page(client, person):
    log_in(client)

    response = client.post("/profile/", {"position": "科长", "phone": "12345", "email": "nobody"})

    person.refresh_from_db()
    assert (person.position, person.phone) == ("", "")
    assert response.context["form"].errors == {
        "phone": [
            "“12345”不是有效的电话号码，请填写11位手机号或带区号的座机号（如0351-1234567）。"
        ],
        "email": ["电子邮箱格式不正确，请按“名称@域名”的形式填写。"],
    }
    assert response.context["form"]["position"].value() == "科长"


def test_choice_of_mail_is_stored_and_explained(client, person):
    log_in(client)

    page = client.get("/profile/").content.decode()
    client.post("/profile/", {"mail_choice": "digest"})

    person.refresh_from_db()
    assert person.mail_choice == "digest"
    assert "每天早上7:30发送一封" in page
    assert "平台目前没有设置邮件服务器" in page


def test_an_account_of_a_rehearsal_is_told_that_no_mail_goes_out(client, person, settings):
    settings.DEMO = True
    User.objects.filter(pk=person.pk).update(is_demonstration=True)
    log_in(client)

    page = client.get("/profile/").content.decode()

    assert "演练账号不发送邮件" in page
    assert "没有设置邮件服务器" not in page


def test_unchanged_details_leave_no_record(client, person):
    log_in(client)

    client.post("/profile/", {"position": "", "phone": "", "email": ""})

    assert not AuditEntry.objects.filter(action="change_details").exists()


def test_profile_shows_the_last_log_ins_of_its_owner_only(client, person):
    AuditEntry.objects.create(
        at=person.created_at, actor=UserFactory(), actor_name="别人", action="log_in"
    )
    for _ in range(6):
        log_in(client)
        client.post("/logout/")
    client.force_login(person)

    shown = client.get("/profile/").context["log_ins"]

    assert [entry.actor for entry in shown] == [person] * 5


# --- what scripts ask --------------------------------------------------------------------


def test_session_tells_a_script_whose_it_is(client, person):
    log_in(client)

    answer = client.get("/session/").json()

    assert (answer["user"], answer["seconds"]) == (person.pk, 3600)
    assert len(answer["token"]) == 64


def test_session_answers_json_to_somebody_logged_out(client, db):
    response = client.get("/session/")

    assert (response.status_code, response.json()) == (403, {"login": "/login/"})


def test_a_script_is_told_that_the_session_is_over(client, db):
    response = client.post("/notices/?page=2", headers={"X-Requested-With": "fetch"})

    assert response.status_code == 403
    assert response.json() == {"login": "/login/?next=/notices/%3Fpage%3D2"}


def test_a_script_gets_404_as_json(client, person):
    log_in(client)

    response = client.get("/notices/999/", headers={"X-Requested-With": "fetch"})

    assert response.status_code == 404
    assert response.json()["message"].startswith("没有找到这一内容")
