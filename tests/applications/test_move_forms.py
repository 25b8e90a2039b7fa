"""What the moves ask beside the reason: a signature, a free place, papers, a panel."""

import pytest
from django.urls import reverse

from applications.choices import Status
from applications.models import CoSignature, Receipt
from portal import clock
from tests.factories.applications import ApplicationFactory
from tests.paths import REASONS, bring, hand_in_papers, seat


def url(application, move):
    return reverse("applications:move", args=[application.pk, move])


def stands_at(application):
    application.refresh_from_db()
    return application.status


def links(response):
    """Sentence and address of everything that stands in the way."""
    return {problem.text: problem.url for problem in response.context["problems"]}


# --- 会签 ------------------------------------------------------------------------------


def signature(application, **changes):
    return {
        "digest": application.review_digest,
        "signer_name": "祁安然",
        "signer_position": "科长",
        "opinion": "同意初评意见。",
        **changes,
    }


def test_cosign_stores_who_signed_which_version(client, cast, application):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast["civil"])

    client.post(url(application, "cosign"), signature(application))

    signed = CoSignature.objects.get()
    assert stands_at(application) == Status.REVIEWED
    assert signed.agreed
    assert signed.signer == cast["civil"]
    assert (signed.signer_name, signed.signer_position) == ("祁安然", "科长")
    assert signed.opinion == "同意初评意见。"
    assert signed.digest == application.review_digest


def test_cosign_of_a_version_that_was_replaced_is_refused_and_keeps_the_text(
    client, cast, application
):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast["civil"])

    response = client.post(url(application, "cosign"), signature(application, digest="0" * 64))

    assert response.status_code == 422
    assert links(response) == {"您看到的初评版本已更新，请刷新页面、核对后再会签。": ""}
    assert response.context["form"]["opinion"].value() == "同意初评意见。"
    assert stands_at(application) == Status.COSIGNING
    assert not CoSignature.objects.exists()


def test_cosign_asks_for_the_signer(client, cast, application):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast["civil"])
    sent = signature(application, signer_name=" ", signer_position="", opinion="好" * 501)

    response = client.post(url(application, "cosign"), sent)

    assert response.context["form"].errors == {
        "signer_name": ["请填写会签人。"],
        "signer_position": ["请填写职务。"],
        "opinion": ["最多500个字符，现为501个，请删减后再保存。"],
    }
    assert stands_at(application) == Status.COSIGNING


def test_decline_needs_an_opinion_and_sends_the_review_back(client, cast, application):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast["civil"])
    page = url(application, "decline_cosign")
    digest = application.review_digest

    refused = client.post(page, signature(application, opinion=""))
    client.post(page, signature(application, opinion="养老服务部分计分偏高，请复核。"))

    assert refused.context["form"].errors == {"opinion": ["请填写会签意见，不少于5个字。"]}
    assert stands_at(application) == Status.REVIEWING
    answer = CoSignature.objects.get()
    assert (answer.agreed, answer.digest) == (False, digest)
    assert answer.opinion == "养老服务部分计分偏高，请复核。"


# --- recommend ---------------------------------------------------------------------------


def test_recommend_names_the_unit_that_holds_the_place(client, cast, application, places):
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    bring(other, to=Status.RECOMMENDED)
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)
    client.force_login(cast["city"])

    shown = client.get(url(application, "recommend"))
    refused = client.post(url(application, "recommend"), {**REASONS, "both_seals": "on"})

    sentence = "每市每批次最多推荐1家，本市已推荐“松涛里康养有限公司”，不能再推荐。"
    assert links(shown) == {sentence: ""}
    assert shown.context["can_go"] is False
    assert links(refused) == {sentence: ""}
    assert stands_at(application) == Status.REVIEWED


def test_recommend_shows_the_units_of_the_own_city_alone(client, cast, application, places):
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    far = ApplicationFactory(batch=application.batch, organisation=places["far_unit"])
    bring(application, to=Status.REVIEWED)
    client.force_login(cast["city"])

    response = client.get(url(application, "recommend"))

    assert [row.application for row in response.context["rows"]] == [application, other]
    assert far.organisation.name not in response.content.decode()


def test_recommend_takes_the_place(client, cast, application):
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)
    client.force_login(cast["city"])

    reason = {"reason": "产品和服务成熟。"}
    unsealed = client.post(url(application, "recommend"), reason)
    client.post(url(application, "recommend"), {**reason, "both_seals": "on"})

    assert "两局公章齐全的勾选后再推荐" in unsealed.text
    assert "产品和服务成熟。" in unsealed.text
    assert stands_at(application) == Status.RECOMMENDED
    assert application.place == 1


# --- the province --------------------------------------------------------------------------


def receipt(**changes):
    return {
        "paper_sets": "5",
        "received_on": str(clock.today()),
        "number": "受〔2023〕1号",
        "platform_number": "",
        "scans_match": "on",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"paper_sets": "4"}, {"paper_sets": ["纸质材料应为各5套，请收齐后再受理。"]}),
        ({"paper_sets": "100"}, {"paper_sets": ["套数过多，请核对后重新填写。"]}),
        (
            {"paper_sets": "5套"},
            {
                "paper_sets": [
                    "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"
                ]
            },
        ),
        ({"received_on": "2023-13-01"}, {"received_on": ["月份应为1至12，现为13，请核对。"]}),
        ({"number": "  "}, {"number": ["请填写受理编号。"]}),
        (
            {"scans_match": ""},
            {
                "scans_match": [
                    "请核对盖章扫描件的公章和校验码，齐全、一致的勾选后再受理；否则请退回补正。"
                ]
            },
        ),
    ],
)
def test_accept_refuses_what_the_notice_does_not_allow(client, cast, application, changes, errors):
    bring(application, to=Status.RECOMMENDED)
    client.force_login(cast["province"])

    response = client.post(url(application, "accept"), receipt(**changes))

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert stands_at(application) == Status.RECOMMENDED
    assert not Receipt.objects.exists()


def test_accept_writes_the_receipt(client, cast, application):
    bring(application, to=Status.RECOMMENDED)
    client.force_login(cast["province"])

    client.post(url(application, "accept"), receipt(paper_sets="５", platform_number="SQ-001"))

    stored = Receipt.objects.get()
    assert stands_at(application) == Status.ACCEPTED
    assert (stored.paper_sets, stored.number) == (5, "受〔2023〕1号")
    assert (stored.platform_number, stored.received_on) == ("SQ-001", clock.today())
    assert stored.scans_match


def test_accept_shows_the_codes_to_compare_with_the_paper(client, cast, application):
    bring(application, to=Status.RECOMMENDED)
    client.force_login(cast["province"])

    response = client.get(url(application, "accept"))

    codes = [(paper.code, paper.is_valid) for paper in response.context["papers"]]
    assert codes == [
        (application.snapshots.get().check_code, True),
        (application.review_digest[:8].upper(), True),
    ]


def test_start_evaluation_names_every_silent_expert(client, cast, application):
    bring(application, to=Status.ACCEPTED)
    seat(application)
    client.force_login(cast["province"])

    response = client.get(url(application, "start_evaluation"))

    panel = reverse("applications:panel", args=[application.pk])
    assert links(response) == {
        f"{name}尚未作回避声明。": panel for name in ("古衡岳", "白松岩", "甄若水")
    }


def test_confirm_shows_part_seven_as_it_will_be_signed(client, cast, application):
    bring(application, to=Status.EVALUATING)
    client.force_login(cast["chair"])

    response = client.get(url(application, "confirm_score"))

    page = response.content.decode()
    assert "七、文旅康养示范区评定结果" in page
    assert "白松岩、甄若水" in page
    assert response.context["sheet"].whole.marked == 0
    assert [paper.file for paper in response.context["papers"]] == [None]
    assert links(response)["评定计分还有5项未评分，请补充。"] == reverse(
        "applications:sheet", args=[application.pk, "final_score"]
    )
