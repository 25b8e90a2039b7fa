"""材料目录: prepared with the batch, fixed when it opens, its wording corrected with trace."""

import pytest
from django.core.exceptions import PermissionDenied

from applications.catalogue import copy_catalogue, shift_years
from applications.choices import BatchStatus, Supplier
from applications.lifecycle import batch_lifecycle
from applications.models import Batch
from applications.services import catalogue
from applications.services.batches import BatchLocked
from applications.services.stale import mark_of
from portal import audit
from portal.editing import EditConflict
from portal.locking import Gone
from tests.factories.applications import BatchFactory
from tests.races import ahead_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared(batch):
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.PREPARING)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def office(client, cast):
    client.force_login(cast["province"])
    return client


def page(batch, rest=""):
    return f"/applications/batches/{batch.pk}/catalogue/{rest}"


def codes(batch):
    return list(batch.catalogue.values_list("code", flat=True))


def typed(**changes):
    return {
        "code": "9",
        "title": "消防验收证明",
        "help": "",
        "supplier": Supplier.UNIT,
        "is_required": "on",
        "version": mark_of({}),
        **changes,
    }


def test_a_slot_is_added_changed_moved_and_removed(office, prepared):
    before = codes(prepared)

    office.post(page(prepared, "new/"), typed())
    item = prepared.catalogue.get(code="9")
    shown = office.get(page(prepared, f"{item.pk}/"))
    office.post(
        page(prepared, f"{item.pk}/"),
        typed(title="消防验收意见", may_be_waived="on", version=shown.context["version"]),
    )
    office.post(page(prepared, f"{item.pk}/up/"))

    item.refresh_from_db()
    assert (item.title, item.is_required, item.may_be_waived) == ("消防验收意见", True, True)
    assert codes(prepared) == [*before[:-1], "9", before[-1]]
    moved = audit.history(prepared).get(action="move_material")
    assert moved.details["position"] == len(before)
    assert audit.history(item).get().details["changes"]["title"] == ["消防验收证明", "消防验收意见"]

    office.post(page(prepared, f"{item.pk}/remove/"))

    assert codes(prepared) == before
    assert audit.history(prepared).last().action == "remove_material"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"code": "3.1"}, {"code": ["编号已用于“企业营业执照、相关特许经营权证书”，请换一个。"]}),
        ({"title": " "}, {"title": ["请填写材料名称。"]}),
    ],
)
def test_a_new_slot_is_refused_with_a_sentence(office, prepared, changes, errors):
    response = office.post(page(prepared, "new/"), typed(**changes))

    assert response.status_code == 422
    assert response.context["form"].errors == errors


def test_a_slot_for_a_signed_paper_stays_with_its_step(office, cast, prepared):
    item = prepared.catalogue.get(binding="final")

    fields = set(office.get(page(prepared, f"{item.pk}/")).context["form"].fields)
    office.post(page(prepared, f"{item.pk}/remove/"))

    assert fields.isdisjoint({"supplier", "is_required", "may_be_waived"})
    assert prepared.catalogue.filter(pk=item.pk).exists()
    with pytest.raises(BatchLocked, match="签章件"):
        catalogue.remove_item(item=item, actor=cast["province"])


def test_once_open_only_the_wording_is_corrected_and_the_old_words_stay(office, cast, batch):
    item = batch.catalogue.get(code="3.3")
    shown = office.get(page(batch, f"{item.pk}/"))
    words = {"title": "涉诉事项查询记录", "help": "", "is_required": "", "code": "99"}

    office.post(page(batch, f"{item.pk}/"), {**words, "version": shown.context["version"]})

    was = item.title
    item.refresh_from_db()
    assert (item.title, item.code, item.is_required) == ("涉诉事项查询记录", "3.3", True)
    assert audit.history(item).get().details["changes"] == {"title": [was, "涉诉事项查询记录"]}
    assert office.get(page(batch, "new/")).status_code == 302
    for deed in (
        lambda who: catalogue.add_item(batch=batch, values={}, actor=who),
        lambda who: catalogue.remove_item(item=item, actor=who),
        lambda who: catalogue.move_item(item=item, step=1, actor=who),
        lambda who: catalogue.copy_items(batch=batch, source=batch, actor=who),
        lambda who: catalogue.change_item(
            item=item, values={"is_required": False}, seen=0, actor=who
        ),
    ):
        with pytest.raises(BatchLocked, match="目录已固定"):
            deed(cast["province"])
        with pytest.raises(PermissionDenied):
            deed(cast["city"])


def test_the_second_officer_sees_both_texts(cast, prepared):
    item = prepared.catalogue.get(code="3.3")
    seen = mark_of(catalogue.boxes(item))
    deed = {"item": item, "seen": seen, "actor": cast["province"]}
    catalogue.change_item(values={"title": "甲"}, **deed)

    with pytest.raises(EditConflict) as conflict:
        catalogue.change_item(values={"title": "乙"}, **deed)

    field = conflict.value.fields["title"]
    assert (field.mine, field.theirs) == ("乙", "甲")


def test_another_batch_lends_its_catalogue_with_its_years_moved(office, prepared):
    later = BatchFactory(name="第三批", full_year=2023, status=BatchStatus.PREPARING)
    copy_catalogue(later)
    prepared.catalogue.filter(code="8").delete()

    refused = office.post(page(later, "copy/"), {"source": ""})
    office.post(page(later, "copy/"), {"source": prepared.pk})

    assert refused.status_code == 422
    assert codes(later) == [
        code.replace("-2022", "-2023").replace("-2021", "-2022") for code in codes(prepared)
    ]
    assert later.catalogue.get(code="4.1-2023").title == "2023年度已审财务报表"


def test_years_move_back_as_well_as_on(prepared):
    before = codes(prepared)

    for years in (1, -1):
        prepared.full_year += years
        shift_years(prepared, years)

    assert codes(prepared) == before


@pytest.mark.parametrize("who", ["head", "city", "civil", "chair", "civil_reader"])
def test_only_the_province_opens_the_catalogue(client, cast, batch, who):
    client.force_login(cast[who])
    item = batch.catalogue.first().pk

    answers = [
        client.get(page(batch)).status_code,
        client.get(page(batch, "new/")).status_code,
        client.get(page(batch, "copy/")).status_code,
        client.post(page(batch, f"{item}/remove/")).status_code,
    ]

    assert answers == [403] * 4


# --- two at once -------------------------------------------------------------------------


def test_a_slot_that_a_colleague_has_just_removed_is_gone(prepared, cast):
    copy_catalogue(prepared)
    item = prepared.catalogue.exclude(binding="").first()
    prepared.catalogue.filter(pk=item.pk).delete()

    with pytest.raises(Gone):
        catalogue.move_item(item=item, step=1, actor=cast["province"])
    with pytest.raises(Gone):
        catalogue.remove_item(item=item, actor=cast["province"])

    assert not audit.history(prepared).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_that_waits_for_the_opening_comes_too_late(prepared, cast):
    copy_catalogue(prepared)
    item = prepared.catalogue.filter(binding="", is_required=True).first()
    values = {"is_required": False}
    seen = mark_of(catalogue.boxes(item))

    with ahead_of(
        lambda: catalogue.change_item(item=item, values=values, seen=seen, actor=cast["province"])
    ) as answers:
        batch_lifecycle.perform(prepared, "open", actor=cast["province"])

    assert isinstance(answers[0], BatchLocked)
    item.refresh_from_db()
    assert item.is_required
