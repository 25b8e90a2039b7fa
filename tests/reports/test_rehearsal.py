import json

import pytest
from django.core.management import call_command

from applications.choices import Status
from applications.models import Application, Batch
from portal import audit, clock
from portal.models import User
from portal.text import count_characters
from portal.validators import validate_credit_code, validate_phone
from reports import roster
from reports.rehearsal.invention import invent_unit
from reports.rehearsal.play import play, sheet_totals
from reports.rehearsal.script import cast_parts
from scoring.models import Mark
from scoring.services import rule_of

pytestmark = pytest.mark.thorough

SEED = 7


@pytest.fixture
def ruleset(standard):
    """Rehearsals play on the whole standard."""
    return standard


@pytest.fixture
def reference(db, ruleset):
    call_command("load_reference", verbosity=0)


@pytest.mark.parametrize("number", [1, 2, 25, 200])
def test_an_invented_unit_keeps_every_limit_of_the_form(number):
    unit = invent_unit(SEED, number, "太原市", 2024)

    validate_credit_code(unit.credit_code)
    validate_phone(unit.phone)
    assert 500 <= count_characters(unit.achievements) <= 1000
    assert 240 <= count_characters(unit.operations) <= 360
    assert 240 <= count_characters(unit.direction) <= 360
    assert unit.basics["invested_wan"] == sum(row["amount_wan"] for row in unit.investment)
    assert {row["category"] for row in unit.investment} == set(range(1, 11))


def test_the_same_seed_gives_the_same_unit_and_another_seed_another():
    assert invent_unit(7, 3, "太原市", 2024) == invent_unit(7, 3, "太原市", 2024)
    assert invent_unit(7, 3, "太原市", 2024) != invent_unit(8, 3, "太原市", 2024)


def test_no_two_units_share_a_code_or_a_name():
    units = [invent_unit(SEED, number, "太原市", 2024) for number in range(1, 201)]

    assert len({unit.credit_code for unit in units}) == 200
    assert len({unit.name for unit in units}) == 200


def test_every_fate_befalls_somebody(reference):
    cities = list(range(11))

    parts = cast_parts(11, cities)

    assert [part.city for part in parts] == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [part.number for part in parts if part.is_passed_over] == [11]
    assert any(part.is_withdrawn_once for part in parts)
    assert any(part.is_returned_once for part in parts)
    assert any(part.is_declined_once for part in parts)
    assert any(part.is_reopened_once for part in parts)


MOVES = {
    "submit",
    "begin_review",
    "return_to_unit",
    "resubmit",
    "request_cosign",
    "cosign",
    "decline_cosign",
    "reopen_review",
    "recommend",
    "pass_over",
    "accept",
    "start_evaluation",
    "confirm_score",
    "list_publicly",
    "publish",
}


def test_a_rehearsal_makes_every_move_and_ends_with_a_published_batch(reference, ruleset):
    """One play for all of it: a rehearsal of four units takes seconds."""
    performance = play(SEED, 4, ruleset, lambda line: None)

    assert [application.status for application in performance.applications.values()] == [
        Status.DESIGNATED,
        Status.NOT_RECOMMENDED,  # refused at the quota
        Status.DESIGNATED,  # returned once
        Status.NOT_RECOMMENDED,  # its city recommends nobody
    ]
    assert performance.batch.is_rehearsal
    assert made_moves() >= MOVES

    marks = Mark.objects.select_related("leaf", "sheet__ruleset")
    assert marks.count() == (4 + 4 + 2 + 2 * 2) * 124
    assert all(
        rule_of(mark.leaf, mark.sheet.ruleset).refusal(mark.value, mark.reason) is None
        for mark in marks
    )

    performance.casting.retire_everybody()
    assert not User.objects.filter(is_active=True).exists()


def made_moves():
    return {
        entry.action
        for application in Application.objects.all()
        for entry in audit.history(application)
    }


def test_rehearsals_find_room_on_the_same_data_and_the_same_seed_has_the_same_totals(
    reference, ruleset
):
    first, same = (play(SEED, 1, ruleset, lambda line: None) for _ in range(2))

    def totals(played):
        return [sheet_totals(application) for application in played.applications.values()]

    assert totals(same) == totals(first)
    assert [application.status for application in same.applications.values()] == [Status.DESIGNATED]
    assert Batch.objects.filter(is_rehearsal=True).count() == 2


@pytest.mark.postgres
def test_the_command_writes_every_file_and_its_manifest(reference, tmp_path, capsys):
    call_command("rehearse", units=1, out=tmp_path, seed=SEED)

    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [file["kind"] for file in manifest["files"]] == ["dossier", "batch_summary"]
    assert all((tmp_path / file["path"]).stat().st_size > 10_000 for file in manifest["files"])
    assert manifest["seed"] == SEED
    assert manifest["applications"][0]["state"] == "designated"
    assert set(manifest["applications"][0]["totals"]) == {
        "self_check",
        "first_review",
        "final_score",
    }
    assert roster.in_month(roster.everybody(), clock.today().replace(day=1)) == list(
        roster.everybody().filter(kind="cluster")
    )
