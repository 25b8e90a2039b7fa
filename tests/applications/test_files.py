"""The pages of the attachments: the only door through which a file comes in or goes out."""

import pytest
from django.urls import reverse

from applications.catalogue import copy_catalogue
from applications.choices import Status
from applications.models import Attachment, NotApplicable
from applications.services.attachments import attach_file
from portal.audit import history
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.content import paper, put_file
from tests.factories.files import pdf, upload
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def item(batch):
    """营业执照: required, never waived."""
    return batch.catalogue.get(code="3.1")


@pytest.fixture
def waivable(batch):
    return batch.catalogue.get(code="6.3")


def attach(application, item, actor, *, name="执照.pdf"):
    return attach_file(application=application, item=item, upload=upload(name, pdf(2)), actor=actor)


def current(application, item):
    return list(application.attachments.filter(item=item, replaced_at__isnull=True))


def page(application):
    return reverse("applications:attachments", args=[application.pk])


def post_file(client, application, item, name="执照.pdf", content=None, *, fetch=False, **data):
    url = reverse("applications:upload", args=[application.pk, item.pk])
    file = upload(name, pdf() if content is None else content)
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return client.post(url, {"file": file, **data}, headers=headers)


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def test_upload_by_script_goes_to_the_slot(client, application, item, cast):
    client.force_login(cast["clerk"])

    response = post_file(client, application, item, fetch=True)

    attachment = Attachment.objects.get()
    location = f"{page(application)}?saved={attachment.pk}#slot-{item.pk}"
    assert (response.status_code, response.json()) == (200, {"location": location})


def test_upload_without_script_goes_to_the_slot(client, application, item, cast):
    client.force_login(cast["clerk"])

    response = post_file(client, application, item)

    assert response.status_code == 302
    assert response.url.endswith(f"#slot-{item.pk}")
    assert told(response) == ["“执照.pdf”已上传到“3.1”。"]


def test_refused_upload_by_script_is_told_in_the_slot(client, application, item, cast):
    client.force_login(cast["clerk"])

    response = post_file(client, application, item, content=b"MZ" + bytes(50), fetch=True)

    message = "文件实际是程序，不能上传，请核对后选择正确的文件。"
    assert (response.status_code, response.json()) == (422, {"message": message})
    assert not Attachment.objects.exists()


def test_refused_upload_without_script_names_the_slot(client, application, item, cast):
    client.force_login(cast["clerk"])

    response = post_file(client, application, item, content=b"")

    assert response.status_code == 302
    assert told(response) == [
        "3.1 企业营业执照、相关特许经营权证书：文件是空的（0字节），请重新导出或扫描后上传。"
    ]


def test_upload_without_a_file_asks_for_one(client, application, item, cast):
    client.force_login(cast["clerk"])
    url = reverse("applications:upload", args=[application.pk, item.pk])

    response = client.post(url, {}, headers={"X-Requested-With": "fetch"})

    assert (response.status_code, response.json()) == (422, {"message": "请先选择文件。"})


def test_upload_after_submission_is_closed(client, application, item, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["clerk"])

    response = post_file(client, application, item, fetch=True)

    message = "当前状态为“已提交”，报告书不能修改。"
    assert (response.status_code, response.json()) == (423, {"message": message})


def test_replacing_a_file_of_another_slot_is_not_found(client, application, item, cast, batch):
    other = put_file(application, batch.catalogue.get(code="5"))
    client.force_login(cast["clerk"])

    response = post_file(client, application, item, replaces=other.pk)

    assert response.status_code == 404
    other.refresh_from_db()
    assert other.replaced_at is None


def test_slot_of_another_batch_is_not_found(client, application, cast):
    foreign = BatchFactory()
    copy_catalogue(foreign)
    client.force_login(cast["clerk"])

    response = post_file(client, application, foreign.catalogue.get(code="3.1"))

    assert response.status_code == 404
    assert not Attachment.objects.exists()


def test_download_is_always_an_attachment(client, application, item, cast):
    attachment = attach(application, item, cast["clerk"], name="岢岚 “执照”.pdf")
    client.force_login(cast["city"])

    response = client.get(attachment.get_absolute_url())

    assert b"".join(response.streaming_content) == pdf(2)
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%B2%A2%E5%B2%9A%20%E2%80%9C%E6%89%A7%E7%85%A7%E2%80%9D.pdf"
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    last = history(application).last()
    assert (last.label, last.actor) == ("下载材料", cast["city"])


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "outsider", "civil_reader"])
def test_foreign_file_is_not_found(client, application, item, cast, who):
    attachment = put_file(application, item)
    client.force_login(cast[who])

    assert client.get(attachment.get_absolute_url()).status_code == 404


def test_file_is_found_only_under_its_own_application(client, application, item, cast, batch):
    own = ApplicationFactory(batch=batch, organisation=cast["other_head"].organisation)
    attachment = put_file(application, item)
    client.force_login(cast["other_head"])

    response = client.get(reverse("applications:attachment", args=[own.pk, attachment.pk]))

    assert response.status_code == 404


def test_financial_papers_are_closed_to_civil_affairs_of_the_province(
    client, application, cast, batch
):
    bring(application, to=Status.RECOMMENDED)
    audited = current(application, batch.catalogue.get(code="4.3"))[0]
    licence = current(application, batch.catalogue.get(code="3.1"))[0]
    client.force_login(cast["civil_reader"])

    assert client.get(audited.get_absolute_url()).status_code == 403
    assert b"".join(client.get(licence.get_absolute_url()).streaming_content) == paper()
    shown = client.get(page(application)).content.decode()
    assert audited.get_absolute_url() not in shown
    assert licence.get_absolute_url() in shown


def test_recommendation_report_is_no_side_door_to_the_review(client, application, cast, batch):
    bring(application, to=Status.REVIEWING)
    report = put_file(application, batch.catalogue.get(code="2"))
    client.force_login(cast["head"])

    assert client.get(report.get_absolute_url()).status_code == 403
    assert report.get_absolute_url() not in client.get(page(application)).content.decode()


def test_file_is_removed_by_its_button(client, application, item, cast):
    attachment = attach(application, item, cast["clerk"])
    client.force_login(cast["clerk"])

    response = client.post(
        reverse("applications:remove_attachment", args=[application.pk, attachment.pk])
    )

    assert told(response) == ["“执照.pdf”已移除，系统保留原文件和移除时间。"]
    assert current(application, item) == []


def test_waiver_is_written_and_taken_back(client, application, waivable, cast):
    client.force_login(cast["clerk"])
    url = reverse("applications:waive", args=[application.pk, waivable.pk])

    short = client.post(url, {"reason": "无"})
    assert told(short) == ["6.3 土地勘测定界技术报告：请把不适用的理由写清楚，不少于4个字。"]
    assert not NotApplicable.objects.exists()

    client.post(url, {"reason": "整体租赁经营"})
    assert NotApplicable.objects.get().reason == "整体租赁经营"

    client.post(url, {"reason": "整体租赁经营", "cancel": "1"})
    assert not NotApplicable.objects.exists()


def test_page_warns_of_personal_data(client, application, cast):
    client.force_login(cast["clerk"])

    shown = client.get(page(application)).content.decode()

    assert "上传前请遮盖身份证号码、银行账号、病历等个人信息。" in shown
    assert "已用0.0MB" in shown
