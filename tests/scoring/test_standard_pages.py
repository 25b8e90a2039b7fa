"""Standards in the hands of the province: import, mend, publish; nobody else comes in."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse

from portal.models import AuditEntry
from scoring.documents import workbook_of
from scoring.models import RuleSet
from scoring.services import standards
from scoring.standards import document_of, find_standard, store_draft, store_standard
from tests.scoring.documents import small_standard

SCENIC = Path(__file__).parents[2] / "fixtures/standards/GB-T-17775-2003.xlsx"

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(client, cast):
    client.force_login(cast["province"])
    return client


@pytest.fixture
def draft():
    store_standard(small_standard())
    return store_draft(small_standard() | {"title": "试验规范（修订）"}).ruleset


def changed(text="须有有效资质"):
    document = small_standard()
    document["rows"][8]["text"] = text
    return document


def upload(client, content, **given):
    file = BytesIO(content)
    file.name = "standard.xlsx"
    return client.post(reverse("scoring:import"), {"file": file, **given})


def confirm(client, response):
    sealed = response.context["sealed"]
    return client.post(reverse("scoring:import"), {"document": sealed}, follow=True)


def test_second_real_standard_is_imported_published_and_offered_to_a_batch(province):
    preview = upload(province, SCENIC.read_bytes())
    detail = confirm(province, preview)
    draft = detail.context["standard"]
    offered_before = province.get(reverse("applications:batch_new"))

    province.post(reverse("scoring:publish", args=[draft.pk]), {"seen": draft.digest})

    offered = province.get(reverse("applications:batch_new"))
    label = "旅游景区景观质量与游客意见评分细则（GB/T 17775-2003）"
    assert (label in offered_before.text, label in offered.text) == (False, True)
    standard = find_standard("GB/T 17775-2003")
    assert (standard.total, standard.leaves.count(), standard.version) == (200, 26, 1)
    assert set(standard.leaves.values_list("rule", flat=True)) == {"RG", "LV"}
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "import_standard",
        "publish_standard",
    ]


def test_unchanged_workbook_is_the_version_that_stands(province):
    store_standard(small_standard())

    response = upload(province, workbook_of(small_standard()))

    assert "与第1版相同，不必导入" in response.text
    assert "确认" not in response.text.split("form-actions")[-1]


def test_preview_shows_what_is_new_changed_and_gone(province):
    store_standard(small_standard())
    document = changed()
    del document["rows"][13]
    document["rows"][13]["position"] = 14

    response = upload(province, workbook_of(document))

    assert response.context["counts"] == [("新增", 0), ("修改", 1), ("不变", 13), ("删除", 1)]
    assert [(row.action, row.text, row.changes) for row in response.context["rows"]] == [
        ("修改", "须有有效资质", (("评定项目", "须有资质", "须有有效资质"),)),
        ("删除", "酌情计分", ()),
    ]


def test_draft_that_moved_after_the_preview_is_not_written_over(province):
    preview = upload(province, workbook_of(changed()))
    store_draft(changed("须有资质证书"))

    response = confirm(province, preview)

    assert "该标准的草稿在预览之后又有变动，没有导入" in response.text
    assert RuleSet.objects.get().nodes.get(key="1.2.2/a").text == "须有资质证书"


def test_wrong_workbook_stores_nothing_and_names_its_cells(province):
    document = small_standard()
    document["rows"][4]["points"] = 13

    response = upload(province, workbook_of(document))

    assert response.status_code == 422
    assert "评分表!D6" in response.text
    assert "“1.2 场所”标明 13 分，下级合计 14 分，请核对分值。" in response.text
    assert RuleSet.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "文件是空的"), (b"PK\x03\x04", "损坏"), (b"a,b", "这不是Excel工作簿")],
)
def test_file_that_is_no_workbook_is_refused(province, content, sentence):
    response = upload(province, content)

    assert (response.status_code, sentence in response.text) == (422, True)


def test_leaf_of_a_draft_is_changed_in_place(province, draft):
    url = reverse("scoring:leaf", args=[draft.pk, "1.2.2"])
    values = {"rule": "DD", "words": "缺一项扣2分", "certainty": "E", "seen": draft.digest}

    refused = province.post(url, values | {"words": "酌情扣"})
    province.post(url, values)

    assert (refused.status_code, "请写明每处扣几分" in refused.text) == (422, True)
    leaf = RuleSet.objects.get(pk=draft.pk).leaves.get(number="1.2.2")
    assert (leaf.rule, leaf.params) == ("DD", {"per_defect": 2, "unit": "项", "verb": "缺"})


def test_leaf_that_would_break_its_rows_is_refused(province, draft):
    url = reverse("scoring:leaf", args=[draft.pk, "1.1"])

    response = province.post(url, {"rule": "DS", "certainty": "I", "seen": draft.digest})

    assert response.status_code == 422
    assert "规则参数与其下所列档次不一致" in response.text


def test_head_of_a_draft_is_changed_in_place(province, draft):
    url = reverse("scoring:head", args=[draft.pk])
    values = {"title": "新名", "source": "", "strict_binary": "on", "seen": draft.digest}

    province.post(url, values)
    again = province.post(url, values, follow=True)

    kept = document_of(RuleSet.objects.get(pk=draft.pk))
    assert (kept["title"], kept["source"], kept["strict_binary"]) == ("新名", "", True)
    assert "该草稿刚被他人修改，请核对现在的内容后再办理。" in again.text


def test_published_version_never_changes(province, cast):
    ruleset = store_standard(small_standard())
    before = document_of(ruleset)
    deeds = ("head", "publish", "delete")

    for name in deeds:
        province.post(
            reverse(f"scoring:{name}", args=[ruleset.pk]), {"title": "改", "seen": ruleset.digest}
        )

    assert document_of(RuleSet.objects.get()) == before
    with pytest.raises(standards.NotNow, match="该版本已发布或已删除"):
        standards.publish(ruleset=ruleset, seen=ruleset.digest, actor=cast["province"])


def test_draft_is_published_after_every_other_version(province, draft):
    store_standard(small_standard() | {"title": "试验规范（再修订）"})

    province.post(reverse("scoring:publish", args=[draft.pk]), {"seen": draft.digest})

    assert [(row.version, row.title) for row in RuleSet.objects.published()] == [
        (4, "试验规范（修订）"),
        (3, "试验规范（再修订）"),
        (1, "试验规范"),
    ]


def test_draft_is_thrown_away(province, draft):
    province.post(reverse("scoring:delete", args=[draft.pk]), {"seen": draft.digest})

    assert [row.version for row in RuleSet.objects.all()] == [1]


@pytest.mark.parametrize("name", ["standards", "standard", "leaf 1.1", "publish", "delete", "head"])
def test_pages_are_shown_in_constant_queries(province, draft, name, django_assert_max_num_queries):
    name, *number = name.split()
    args = [] if name == "standards" else [draft.pk, *number]

    with django_assert_max_num_queries(16):
        response = province.get(reverse(f"scoring:{name}", args=args))

    assert response.status_code == 200
