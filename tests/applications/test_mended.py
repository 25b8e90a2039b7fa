"""What a unit sees of its own changes before it seals them, beside what was asked for."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from applications.choices import Binding, SectionName, Status
from applications.lifecycle import application_lifecycle
from portal import clock
from tests.factories.content import put_file
from tests.paths import bring
from tests.returns import answer, note, send

pytestmark = pytest.mark.thorough


def page(client, application, user):
    client.force_login(user)
    return client.get(reverse("applications:move", args=[application.pk, "resubmit"]))


def words(text):
    return re.sub(r"\s+", " ", strip_tags(text))


def beside(response, point):
    """What stands at one point."""
    return words(response.text.partition(f'id="point-{point.pk}"')[2].partition("</div>")[0])


def set_mark(application, number, value):
    application.self_check.marks.filter(leaf__number=number).update(value=value)


@pytest.fixture
def returned(application, cast):
    """Three places asked for: a text, a leaf of the 自检, and one slot."""
    bring(application, to=Status.REVIEWING)
    slot = application.batch.catalogue.filter(supplier="unit", binding="").first()
    note(application, cast["city"], SectionName.ACHIEVEMENTS)
    note(application, cast["city"], SectionName.SELF_CHECK, leaf="1.1")
    note(application, cast["city"], SectionName.ATTACHMENTS, item=slot)
    send(application, cast["city"], due_at=clock.now() + timedelta(days=3))
    return application


def test_answers_and_changes_stand_at_each_point_before_it_is_sealed(client, returned, cast):
    text, leaf, slot = returned.return_points.all()
    answer(text, cast["clerk"], "已按实际改写。")
    returned.dossier.achievements = returned.dossier.achievements.replace("森林", "草甸", 1)
    returned.dossier.save()
    set_mark(returned, "1.1", 15)

    response = page(client, returned, cast["head"])

    mended = response.context["mended"]
    assert (mended["count"], mended["untouched"]) == (2, 1)
    assert "本次修改：与退回的第1版相比，2处不同" in words(response.text)
    assert "修改说明：已按实际改写。" in beside(response, text)
    assert "没有改动" not in beside(response, text)
    assert "尚未填写修改说明。" in beside(response, leaf)
    assert "没有改动" not in beside(response, leaf)
    assert "本处没有改动。" in beside(response, slot)
    assert "分值 原为20分 → 改为15分" in words(response.text)


def test_places_without_a_change_are_pointed_at_and_stop_nothing(client, returned, cast):
    for point in returned.return_points.all():
        answer(point, cast["clerk"], "经核对无误，未作改动。")

    response = page(client, returned, cast["head"])

    assert "退回意见所指的3处没有改动" in words(response.text)
    assert (response.context["problems"], response.context["can_go"]) == ([], True)
    application_lifecycle.perform(
        returned, "resubmit", actor=cast["head"], details={"declared": True}
    )
    assert returned.status == Status.SUBMITTED


def test_another_leaf_and_another_slot_are_no_answer(client, returned, cast):
    _, leaf, slot = returned.return_points.all()
    other = returned.batch.catalogue.filter(supplier="unit", binding="").exclude(pk=slot.item_id)
    set_mark(returned, "1.2", 0)
    put_file(returned, other.first())

    response = page(client, returned, cast["head"])

    assert "本处没有改动。" in beside(response, leaf)
    assert "本处没有改动。" in beside(response, slot)


def test_scan_is_not_missed_before_its_version_is_sealed(client, application, cast):
    """It shows the version that is yet to be printed."""
    bring(application, to=Status.REVIEWING)
    slot = application.batch.catalogue.filter(binding=Binding.SUBMISSION).first()
    note(application, cast["city"], SectionName.ATTACHMENTS, item=slot)
    send(application, cast["city"], due_at=clock.now() + timedelta(days=3))

    response = page(client, application, cast["head"])

    assert response.context["mended"]["untouched"] == 0
    assert "没有改动" not in beside(response, application.return_points.get())


def test_supplement_is_compared_before_it_is_handed_back(client, application, cast):
    bring(application, to=Status.RECOMMENDED)
    note(application, cast["province"], SectionName.ACHIEVEMENTS)
    note(application, cast["province"], SectionName.STAFFING)
    send(application, cast["province"], due_at=clock.now() + timedelta(days=3))
    text, table = application.return_points.all()
    answer(text, cast["clerk"], "已按实际改写。")
    application.dossier.achievements = application.dossier.achievements.replace("森林", "草甸", 1)
    application.dossier.save()
    client.force_login(cast["head"])

    response = client.get(reverse("applications:hand_back", args=[application.pk]))

    assert "本次修改：与退回的第1版相比，1处不同" in words(response.text)
    assert "修改说明：已按实际改写。" in beside(response, text)
    assert "本处没有改动。" in beside(response, table)


def test_first_submission_has_nothing_to_compare(client, application, cast):
    bring(application, to=Status.DRAFTING)
    client.force_login(cast["head"])

    text = client.get(reverse("applications:move", args=[application.pk, "submit"])).text

    assert "本次修改" not in text


def test_reviewer_reads_at_which_points_nothing_has_changed(client, returned, cast):
    for point in returned.return_points.all():
        answer(point, cast["clerk"], "经核对无误，未作改动。")
    application_lifecycle.perform(
        returned, "resubmit", actor=cast["head"], details={"declared": True}
    )
    client.force_login(cast["city"])

    response = client.get(reverse("applications:difference", args=[returned.pk, 1, 2]))

    assert words(response.text).count("本处没有改动。") == 3


def test_a_version_that_was_cleared_away_meanwhile_is_not_found(client, returned, cast):
    returned.snapshots.all().delete()

    assert page(client, returned, cast["head"]).status_code == 404
