"""Pages without log-in: what they show, what they never show, and how often they may be asked."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from applications.choices import BatchStatus, Status
from applications.models import Application, Batch, Objection
from portal import clock
from portal.models import Notice
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.portal import OrganisationFactory
from tests.races import together

pytestmark = pytest.mark.django_db

FORMS = "/public/batches/{}/objections/"
TOKEN = "0" * 32


@pytest.fixture
def batch(cast):
    today = clock.today()
    period = {"publicity_from": today, "publicity_to": today}
    return BatchFactory(
        name="第二批",
        status=BatchStatus.PUBLICISED,
        objection_contact="0351-0000002，太原市迎泽大街0号",
        quota=3,
        **period,
    )


def on_list(batch, number, **fields):
    """The unit at this place of the list, with a person and a mark that must not show."""
    zone = {"dossier__zone_name": f"示范区{number}", "dossier__contact_name": "温小禾"}
    return ApplicationFactory(
        batch=batch,
        organisation=OrganisationFactory(name=f"第{number}家康养有限公司"),
        **{"status": Status.PUBLICISED, "place": number, **zone, **fields},
    )


def typed(**changes):
    return {
        "token": TOKEN,
        "name": "龚正言",
        "contact": "0351-0000001",
        "application": "",
        "text": "名单中一家单位的占地面积与公开资料不一致，请核查。",
        **changes,
    }


# --- the list --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_names_units_and_nobody_and_sets_no_cookie(
    client, batch, django_assert_num_queries, count
):
    for number in range(1, count + 1):
        on_list(batch, number)

    with django_assert_num_queries(3):
        response = client.get(f"/public/batches/{batch.pk}/")

    page = response.content.decode()
    assert response.status_code == 200
    assert [row.dossier.zone_name for row in response.context["rows"]] == [
        f"示范区{number}" for number in range(1, count + 1)
    ]
    assert "0351-0000002" in page
    assert "温小禾" not in page
    assert dict(response.cookies) == {}
    assert response["Cache-Control"].startswith("max-age=0")


def test_a_unit_that_was_taken_off_disappears(client, batch):
    application = on_list(batch, 1)
    Application.objects.filter(pk=application.pk).update(status=Status.FAILED)

    page = client.get(f"/public/batches/{batch.pk}/").content.decode()

    assert "示范区1" not in page
    assert "名单上没有单位。" in page


def test_the_published_list_has_its_number(client, batch):
    published = {"published_number": "晋文旅发〔2023〕99号", "published_on": clock.today()}
    Batch.objects.update(status=BatchStatus.PUBLISHED, **published)
    on_list(batch, 1, status=Status.DESIGNATED)

    page = client.get(f"/public/batches/{batch.pk}/").content.decode()

    assert "晋文旅发〔2023〕99号" in page
    assert "示范区1" in page
    assert "提出异议" not in page


@pytest.mark.parametrize(
    "status", [BatchStatus.PREPARING, BatchStatus.OPEN, BatchStatus.EVALUATING]
)
def test_nothing_is_public_before(client, batch, status):
    Batch.objects.update(status=status)

    pages = [client.get(page) for page in (f"/public/batches/{batch.pk}/", FORMS.format(batch.pk))]

    assert [page.status_code for page in pages] == [404, 404]
    assert client.post(FORMS.format(batch.pk), typed()).status_code == 404
    assert "第二批" not in client.get("/public/").content.decode()


def test_a_rehearsal_is_public_only_where_all_is_rehearsal(client, settings, batch):
    Batch.objects.update(is_rehearsal=True)
    page = f"/public/batches/{batch.pk}/"

    on_a_server = client.get(page).status_code
    settings.DEMO = True
    rehearsed = client.get(page)

    assert on_a_server == 404
    assert "演练" in rehearsed.content.decode()


# --- objections ------------------------------------------------------------------------


def test_an_objection_is_registered_once_however_often_it_is_sent(batch):
    application = on_list(batch, 1)
    client = Client(enforce_csrf_checks=True)
    words = typed(application=application.pk, csrfmiddlewaretoken=token_of(client, batch))

    first = client.post(FORMS.format(batch.pk), words, REMOTE_ADDR="192.0.2.7")
    again = client.post(FORMS.format(batch.pk), words)
    shown = client.get(first.url)

    objection = Objection.objects.get()
    assert first.url == again.url
    assert objection.number in shown.content.decode()
    assert "龚正言" not in shown.content.decode()
    assert (objection.application, objection.address) == (application, "192.0.2.7")
    assert [notice.recipient.username for notice in Notice.objects.all()] == ["province"]
    assert dict(shown.cookies) == {}


def token_of(client, batch):
    """What the form of this browser carries."""
    return str(client.get(FORMS.format(batch.pk)).context["csrf_token"])


def test_another_site_lets_nobody_object(batch):
    client = Client(enforce_csrf_checks=True)
    token = token_of(client, batch)
    words, form = typed(), FORMS.format(batch.pk)

    without = client.post(form, words)
    elsewhere = client.post(
        form,
        {**words, "csrfmiddlewaretoken": token},
        headers={"Origin": "https://elsewhere.example"},
    )
    stale = client.post(
        form,
        urlencode(words),
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "http://testserver"},
    )

    assert [answer.status_code for answer in (without, elsewhere, stale)] == [403, 403, 403]
    assert not Objection.objects.exists()
    assert words["text"] in stale.content.decode()
    assert words["contact"] in stale.content.decode()
    assert words["text"] not in elsewhere.content.decode()


def test_other_words_from_the_same_form_are_another_objection(client, batch):
    client.post(FORMS.format(batch.pk), typed())
    client.post(FORMS.format(batch.pk), typed(text="还有一处情况与申报材料不符，请一并核查。"))

    assert Objection.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": " "}, {"name": ["请填写异议人姓名或单位名称。"]}),
        ({"contact": ""}, {"contact": ["请填写联系方式。"]}),
        ({"text": "不好"}, {"text": ["不少于10个字，请写清楚情况。"]}),
        (
            {"text": "字" * 2001},
            {"text": ["最多2000个字符，现为2001个，请删减后再保存。"]},
        ),
    ],
)
def test_a_refused_objection_keeps_what_was_typed(client, batch, changes, errors):
    response = client.post(FORMS.format(batch.pk), typed(**changes))

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"]["token"].value() == TOKEN
    assert not Objection.objects.exists()


def test_a_unit_of_another_batch_cannot_be_named(client, batch):
    other = on_list(BatchFactory(status=BatchStatus.PUBLICISED), 1)

    response = client.post(FORMS.format(batch.pk), typed(application=other.pk))

    assert list(response.context["form"].errors) == ["application"]


@pytest.mark.parametrize(("days", "sentence"), [(1, "已于"), (-1, "开始后方可提出异议")])
def test_the_form_is_closed_outside_the_period(client, batch, days, sentence):
    with clock.at(clock.now() + timedelta(days=days)):
        shown = client.get(FORMS.format(batch.pk))
        sent = client.post(FORMS.format(batch.pk), typed())

    assert sentence in shown.content.decode()
    assert sent.status_code == 422
    assert sentence in sent.content.decode()
    assert "占地面积与公开资料不一致" in sent.content.decode()
    assert not Objection.objects.exists()


def test_too_many_from_one_address_are_refused_whatever_the_header_says(client, batch):
    def send(number, address="192.0.2.7"):
        words = typed(text=f"第{number}处情况与公开资料不一致，请核查。")
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        page = FORMS.format(batch.pk)
        return client.post(page, words, headers=headers, REMOTE_ADDR=address)

    with clock.at(clock.now()):  # within one hour of the count
        codes = [send(number).status_code for number in range(5)]
        refused = send(5)
        elsewhere = send(6, address="192.0.2.8")

    assert codes == [302] * 5
    assert (refused.status_code, elsewhere.status_code) == (429, 302)
    assert "提交过于频繁" in refused.content.decode()
    assert "第5处情况" in refused.content.decode()
    assert Objection.objects.count() == 6


def test_a_number_that_is_none_is_not_found(client, batch):
    pages = [
        f"{FORMS.format(batch.pk)}{number}/" for number in ("%00", "2026-AAAA-AAAA", "x" * 300)
    ]

    assert [client.get(page).status_code for page in pages] == [404] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_objection(batch):
    first, second = together(
        *[lambda: Client().post(FORMS.format(batch.pk), typed()) for _ in range(2)]
    )

    assert first.url == second.url
    assert Objection.objects.count() == 1


# --- check codes -----------------------------------------------------------------------


def test_a_valid_code_says_so_and_no_more(client):
    ApplicationFactory(review_digest="1a2b3c4d" + "0" * 56, dossier__zone_name="青岚谷")

    page = client.get("/public/verify/1a2b3c4d/").content.decode()

    assert "</svg>有效</span>" in page
    assert "青岚谷" not in page


def test_a_wrong_code_says_how_one_looks(client):
    response = client.get("/public/verify/?code=12345")

    assert response.status_code == 422
    assert "校验码为8位数字或字母A至F" in response.content.decode()


def test_the_page_says_of_which_papers_it_knows(client):
    page = client.get("/public/verify/").content.decode()

    assert "印在报告书、初评意见和评定结果每页页脚" in page
    assert "推荐汇总表、月调度文件的校验码由办理部门核对，不在本页查询。" in page


def test_a_code_leads_to_its_page_and_is_asked_so_often(client):
    asked = client.get("/public/verify/", {"code": "１a2b 3c4d"})
    with clock.at(clock.now()):  # within one minute of the count
        answers = [client.get(asked.url) for _ in range(31)]

    assert asked.url == "/public/verify/1A2B3C4D/"
    assert "未查到" in answers[0].content.decode()
    assert dict(answers[0].cookies) == {}
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "请1分钟后再试" in answers[30].content.decode()
