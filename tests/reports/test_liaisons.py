"""Persons of the 回执表: who is in force, who may read numbers, what every change leaves behind."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from applications.services.stale import mark_of
from portal import audit, clock
from portal.choices import OrganisationKind, OrganisationStanding
from portal.editing import EditConflict
from portal.models import KindPeriod, Notice
from portal.workflow import TransitionRefused
from reports import liaisons, roster
from reports.choices import CellState, Duty, LiaisonListStatus
from reports.documents import LiaisonRow
from reports.lifecycle import liaison_list_lifecycle
from reports.models import DueDate, Liaison, LiaisonConfirmation, LiaisonList
from reports.services import liaisons as services
from reports.services.liaisons import LiaisonRefused, Planned, boxes
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import liaison_of, moment, report_list

pytestmark = pytest.mark.django_db

MARCH = moment(2026, 3, 10, 9)
TODAY = date(2026, 3, 10)
PERSON = {"name": "程远帆", "position": "副主任", "phone": "13900000009"}


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(MARCH):
        yield


@pytest.fixture
def staffed(places):
    """One person in each organisation of 太原."""
    return [
        liaison_of(places["unit"]),
        liaison_of(places["other_unit"], "白露", phone="03510000000"),
    ]


@pytest.fixture
def reported(cast, taiyuan, staffed):
    return report_list(taiyuan, by=cast["city"], at=MARCH)


def units(city, reader, year=2026):
    return liaisons.units_of(roster.of_city(city), year, reader)


def told(person):
    return [notice.text for notice in Notice.objects.filter(recipient=person)]


def add(organisation, actor, **changes):
    return services.add_liaison(
        organisation=organisation, values={**PERSON, **changes}, since=TODAY, actor=actor
    )


# --- who is in force, in which group ---------------------------------------------------------


def test_list_has_the_three_groups_of_the_annex_in_order(taiyuan, places, cast):
    cluster = OrganisationFactory(
        name="云溪区文旅康养集聚区", city=taiyuan, kind=OrganisationKind.CLUSTER
    )

    groups = liaisons.grouped(units(taiyuan, cast["city"]))

    assert [(group.label, [unit.pk for unit in group.units]) for group in groups] == [
        ("文旅康养集聚区", [cluster.pk]),
        ("文旅康养示范区", []),
        ("文旅康养示范区创建单位", [places["unit"].pk, places["other_unit"].pk]),
    ]


def test_new_year_begins_with_the_persons_in_force(taiyuan, places, cast):
    liaison_of(places["unit"], since=date(2024, 3, 1))
    LiaisonConfirmation.objects.create(
        organisation=places["unit"], year=2025, confirmed_by=cast["head"], confirmed_at=MARCH
    )

    with clock.at(moment(2026, 1, 1, 0)):
        unit = units(taiyuan, cast["city"])[0]

    assert ([person.name for person in unit.persons], unit.is_confirmed) == (["苏晓溪"], False)


def test_past_year_shows_who_was_there_on_its_last_day(taiyuan, places, cast):
    unit = places["unit"]
    liaison_of(unit, "前任", since=date(2024, 3, 1), until=date(2025, 12, 31))
    liaison_of(unit, "时任", since=date(2025, 12, 31), until=date(2026, 1, 1), phone="13900000002")
    liaison_of(unit, "现任", since=date(2026, 1, 1), phone="13900000003")

    names = {
        year: [person.name for person in units(taiyuan, cast["city"], year)[0].persons]
        for year in (2024, 2025, 2026)
    }

    assert names == {2024: ["前任"], 2025: ["时任"], 2026: ["现任"]}


def test_group_is_that_of_the_present_month(taiyuan, places, cast):
    for kind, since in (
        (OrganisationKind.CREATING_UNIT, date(2024, 3, 1)),
        (OrganisationKind.ZONE, date(2026, 3, 1)),
    ):
        KindPeriod.objects.create(organisation=places["unit"], kind=kind, since=since)

    kinds = {year: units(taiyuan, cast["city"], year)[0].kind for year in (2025, 2026)}

    assert kinds == {2025: OrganisationKind.CREATING_UNIT, 2026: OrganisationKind.ZONE}


def test_disabled_organisation_stands_in_no_list(taiyuan, places, cast):
    places["other_unit"].standing = OrganisationStanding.DISABLED
    places["other_unit"].save()

    assert [unit.pk for unit in units(taiyuan, cast["city"])] == [places["unit"].pk]


@pytest.mark.parametrize(
    ("year", "known"), [(2023, False), (2024, True), (2026, True), (2027, False)]
)
def test_lists_exist_from_the_notice_to_this_year(year, known):
    assert liaisons.is_year(year) is known


# --- who reads numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "phone"),
    [
        ("city", "13900000001、0351-0000000"),
        ("province", "13900000001、0351-0000000"),
        ("civil", "13900000001、0351-0000000"),
        ("civil_reader", "139****0001、035****0000"),
        ("far_city", "139****0001、035****0000"),
    ],
)
def test_numbers_are_full_for_the_citys_bureaus_and_the_province(taiyuan, places, cast, who, phone):
    liaison_of(places["unit"], phone="13900000001、0351-0000000")

    shown = units(taiyuan, cast[who])[0].persons[0].phone
    paper = liaisons.liaison_paper(LiaisonList(city=taiyuan, year=2026), reader=cast[who])

    assert shown == phone
    assert paper.groups[2].rows[0].phone == phone


@pytest.mark.parametrize(
    ("who", "phone"), [("head", "13900000001"), ("civil_reader", "139****0001")]
)
def test_unit_reads_its_own_numbers(places, cast, who, phone):
    person = liaison_of(places["unit"])

    (shown,) = liaisons.with_phones([person], cast[who], places["unit"])

    assert shown.shown_phone == phone


# --- the paper -------------------------------------------------------------------------------


def test_draft_shows_persons_of_now_and_a_line_for_nobody(taiyuan, places, cast):
    liaison_of(places["unit"])

    paper = liaisons.liaison_paper(LiaisonList(city=taiyuan, year=2026), reader=cast["city"])

    assert (paper.filler, paper.year, paper.stamp.draft) == ("太原市文化和旅游局", 2026, True)
    assert [group.rows for group in paper.groups] == [
        (),
        (),
        (
            LiaisonRow("青岚谷康养有限公司", "苏晓溪", "主任", "13900000001"),
            LiaisonRow("松涛里康养有限公司", "", "", ""),
        ),
    ]


def test_version_shows_what_was_reported(reported, staffed, cast):
    Liaison.objects.filter(pk=staffed[0].pk).update(name="后来", position="科长")

    draft = liaisons.liaison_paper(reported, reader=cast["province"])

    assert draft.groups[2].rows[0] == LiaisonRow(
        "青岚谷康养有限公司", "苏晓溪", "主任", "13900000001"
    )
    assert (draft.stamp.version, draft.stamp.draft) == (1, False)


def test_revised_list_is_a_draft_and_keeps_its_version(reported, staffed, cast):
    services.end_liaison(liaison=staffed[0], until=TODAY, actor=cast["head"])
    add(staffed[0].organisation, cast["head"])
    reported.refresh_from_db()

    now = liaisons.liaison_paper(reported, reader=cast["city"])
    before = liaisons.liaison_paper(reported, reader=cast["city"], version=1)

    assert [paper.groups[2].rows[0].name for paper in (now, before)] == ["程远帆", "苏晓溪"]
    assert [paper.stamp.draft for paper in (now, before)] == [True, False]


# --- 报送, 确认, 修订 -----------------------------------------------------------------------


def test_report_without_a_person_of_every_unit_is_refused(taiyuan, places, cast):
    liaison_of(places["unit"])

    with pytest.raises(TransitionRefused) as refusal:
        report_list(taiyuan, by=cast["city"], at=MARCH)

    assert str(refusal.value) == "“松涛里康养有限公司”还没有工作联络员，请至少登记一人。"


def test_city_without_units_reports_nothing(datong, places, cast):
    places["far_unit"].standing = OrganisationStanding.DISABLED
    places["far_unit"].save()

    with pytest.raises(TransitionRefused, match="本市没有在册单位，无需报送。"):
        report_list(datong, by=cast["far_city"], at=MARCH)


def test_report_seals_groups_and_confirms_every_unit(reported, places, cast):
    version = reported.versions.get()

    assert version.data == {
        "format": 1,
        "city": "太原市",
        "year": 2026,
        "groups": [
            {"kind": "cluster", "units": []},
            {"kind": "zone", "units": []},
            {
                "kind": "creating_unit",
                "units": [
                    {
                        "organisation": places["unit"].pk,
                        "unit": "青岚谷康养有限公司",
                        "persons": [{"name": "苏晓溪", "position": "主任", "phone": "13900000001"}],
                    },
                    {
                        "organisation": places["other_unit"].pk,
                        "unit": "松涛里康养有限公司",
                        "persons": [{"name": "白露", "position": "主任", "phone": "03510000000"}],
                    },
                ],
            },
        ],
    }
    assert set(LiaisonConfirmation.objects.values_list("organisation", "year", "confirmed_by")) == {
        (places[key].pk, 2026, cast["city"].pk) for key in ("unit", "other_unit")
    }


@pytest.mark.parametrize("status", [LiaisonListStatus.SUBMITTED, LiaisonListStatus.CONFIRMED])
def test_change_after_report_opens_a_revision_and_tells_the_city(reported, staffed, cast, status):
    if status == LiaisonListStatus.CONFIRMED:
        liaison_list_lifecycle.perform(reported, "confirm", actor=cast["province"])

    services.correct_liaison(
        liaison=staffed[0],
        values={**boxes(staffed[0]), "phone": "13900000008"},
        seen=mark_of(boxes(staffed[0])),
        actor=cast["head"],
    )

    reported.refresh_from_db()
    first = reported.first_submitted_at
    assert (reported.status, first) == (LiaisonListStatus.FILLING, MARCH)
    assert told(cast["city"]) == [
        "太原市2026年工作联络员回执表报送后人员有变动，请核对后重新报送。"
    ]


def test_own_change_of_the_city_tells_its_colleagues_only(reported, staffed, cast):
    services.end_liaison(liaison=staffed[0], until=TODAY, actor=cast["city"])

    assert (told(cast["city"]), len(told(cast["city_colleague"]))) == ([], 1)


def test_next_report_is_a_new_version(reported, staffed, taiyuan, cast):
    add(staffed[0].organisation, cast["city"])

    again = report_list(taiyuan, by=cast["city"], at=moment(2026, 4, 1, 9))

    assert [version.number for version in again.versions.all()] == [1, 2]
    assert again.first_submitted_at == MARCH


def test_list_of_last_year_is_left_alone(reported, staffed, cast):
    with clock.at(moment(2027, 1, 4, 9)):
        services.end_liaison(liaison=staffed[0], until=date(2027, 1, 4), actor=cast["head"])

    reported.refresh_from_db()
    assert reported.status == LiaisonListStatus.SUBMITTED


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (moment(2026, 3, 15, 23, 59), CellState.ON_TIME),
        (moment(2026, 3, 16, 0), CellState.LATE),
    ],
)
def test_late_follows_the_first_report(staffed, taiyuan, cast, at, state):
    record = report_list(taiyuan, by=cast["city"], at=at)

    standing = liaisons.standing_of(record, liaisons.due_dates_of(2026))

    assert (standing.state, standing.is_revised) == (state, False)


def test_late_follows_a_moved_due_date(staffed, taiyuan, cast):
    DueDate.objects.create(
        duty=Duty.LIAISON,
        period=date(2026, 1, 1),
        due_on=date(2026, 3, 20),
        reason="顺延",
        moved_by=cast["province"],
        moved_at=MARCH,
    )
    record = report_list(taiyuan, by=cast["city"], at=moment(2026, 3, 20, 18))

    assert liaisons.standing_of(record, liaisons.due_dates_of(2026)).state == CellState.ON_TIME


def test_reason_of_a_return_stands_until_the_next_move(reported, staffed, cast, taiyuan):
    def last_note():
        return liaisons.with_last_note(LiaisonList.objects.filter(pk=reported.pk)).get().last_note

    liaison_list_lifecycle.perform(
        reported, "return", actor=cast["province"], note="请补充座机号码。"
    )
    returned = last_note()
    report_list(taiyuan, by=cast["city"], at=moment(2026, 3, 12, 9))

    assert (returned, last_note()) == ("请补充座机号码。", "")


# --- who may, and what is refused ------------------------------------------------------------


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "province", "chair", "nobody"])
def test_nobody_else_registers_persons(places, cast, who):
    with pytest.raises(PermissionDenied):
        add(places["unit"], cast[who])

    assert not Liaison.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "head", "city"])
def test_unit_and_city_register_persons(places, cast, who):
    liaison = add(places["unit"], cast[who])

    assert (boxes(liaison), liaison.since, liaison.added_by) == (PERSON, TODAY, cast[who])
    assert audit.history(liaison).get().label == "登记联络员"


def test_same_person_with_the_same_number_is_refused(places, cast):
    add(places["unit"], cast["head"])

    with pytest.raises(LiaisonRefused, match="程远帆已登记为本单位联络员"):
        add(places["unit"], cast["head"])

    add(places["unit"], cast["head"], phone="13900000007")
    add(places["other_unit"], cast["city"])
    assert Liaison.objects.count() == 3


def test_audit_of_a_correction_names_columns_and_no_number(places, cast):
    person = liaison_of(places["unit"])

    services.correct_liaison(
        liaison=person,
        values={**boxes(person), "phone": "13900000008"},
        seen=mark_of(boxes(person)),
        actor=cast["city"],
    )

    entry = audit.history(person).get()
    assert (entry.action, entry.details) == ("correct_liaison", {"columns": ["phone"]})


def test_unchanged_correction_leaves_the_list_alone(reported, staffed, cast):
    services.correct_liaison(
        liaison=staffed[0],
        values=boxes(staffed[0]),
        seen=mark_of(boxes(staffed[0])),
        actor=cast["head"],
    )

    reported.refresh_from_db()
    assert reported.status == LiaisonListStatus.SUBMITTED


def test_second_correction_meets_the_first(places, cast):
    person = liaison_of(places["unit"])
    seen = mark_of(boxes(person))
    common = {"liaison": person, "seen": seen}
    services.correct_liaison(
        values={**boxes(person), "position": "科长"}, actor=cast["city"], **common
    )

    with pytest.raises(EditConflict) as conflict:
        services.correct_liaison(
            values={**boxes(person), "position": "处长"}, actor=cast["head"], **common
        )

    field = conflict.value.fields["position"]
    assert (conflict.value.who, field.mine, field.theirs) == (cast["city"], "处长", "科长")


def test_replacement_keeps_who_was_there(places, cast):
    person = liaison_of(places["unit"])

    successor = services.replace_liaison(
        liaison=person,
        values=PERSON,
        since=TODAY,
        seen=mark_of(boxes(person)),
        actor=cast["head"],
    )

    person.refresh_from_db()
    assert (person.name, person.since, person.until) == ("苏晓溪", date(2026, 3, 1), TODAY)
    assert (boxes(successor), successor.since, successor.until) == (PERSON, TODAY, None)


def test_replacement_of_somebody_changed_meanwhile_is_refused(places, cast):
    person = liaison_of(places["unit"])
    seen = mark_of(boxes(person))
    Liaison.objects.update(position="科长")

    with pytest.raises(LiaisonRefused, match="刚被他人修改过"):
        services.replace_liaison(
            liaison=person, values=PERSON, since=TODAY, seen=seen, actor=cast["head"]
        )

    assert Liaison.objects.get().until is None


def test_person_ends_on_the_first_day_at_the_earliest(places, cast):
    person = liaison_of(places["unit"])

    with pytest.raises(LiaisonRefused) as refusal:
        services.end_liaison(liaison=person, until=date(2026, 2, 28), actor=cast["head"])
    services.end_liaison(liaison=person, until=date(2026, 3, 1), actor=cast["head"])

    assert str(refusal.value) == (
        "苏晓溪自2026年3月1日起担任联络员，离任日期不能早于这一天，请核对。"
    )
    assert Liaison.objects.get().until == date(2026, 3, 1)


def test_person_is_ended_once(places, cast):
    person = liaison_of(places["unit"], until=TODAY)

    with pytest.raises(LiaisonRefused, match="苏晓溪已不再担任联络员"):
        services.end_liaison(liaison=person, until=TODAY, actor=cast["head"])


def test_year_is_confirmed_once_and_only_with_somebody(places, cast):
    with pytest.raises(LiaisonRefused, match="还没有登记联络员"):
        services.confirm_liaisons(organisation=places["unit"], actor=cast["head"])
    liaison_of(places["unit"])

    services.confirm_liaisons(organisation=places["unit"], actor=cast["head"])
    services.confirm_liaisons(organisation=places["unit"], actor=cast["city"])

    confirmation = LiaisonConfirmation.objects.get()
    assert (confirmation.year, confirmation.confirmed_by) == (2026, cast["head"])
    assert audit.history(places["unit"]).count() == 1


# --- import ----------------------------------------------------------------------------------


def test_import_adds_and_changes_and_ends_nobody(reported, staffed, places, cast):
    unit = places["unit"].pk
    rows = [
        Planned(unit, PERSON),
        Planned(unit, {**boxes(staffed[0]), "phone": "13900000008"}, staffed[0].pk),
    ]

    count = services.import_liaisons(
        city_id="140100", rows=rows, mark=services.mark_of_city("140100"), actor=cast["city"]
    )

    reported.refresh_from_db()
    assert (count, reported.status) == (2, LiaisonListStatus.FILLING)
    assert set(Liaison.objects.current().values_list("name", "phone")) == {
        ("苏晓溪", "13900000008"),
        ("白露", "03510000000"),
        ("程远帆", "13900000009"),
    }


def test_import_after_another_change_stores_nothing(staffed, places, cast):
    mark = services.mark_of_city("140100")
    services.end_liaison(liaison=staffed[1], until=TODAY, actor=cast["city_colleague"])

    with pytest.raises(LiaisonRefused, match="预览之后有人修改过本市联络员"):
        services.import_liaisons(
            city_id="140100",
            rows=[Planned(places["unit"].pk, PERSON)],
            mark=mark,
            actor=cast["city"],
        )

    assert Liaison.objects.count() == 2


def test_import_is_all_or_nothing(staffed, places, cast):
    rows = [Planned(places["unit"].pk, PERSON), Planned(places["unit"].pk, PERSON)]

    with pytest.raises(LiaisonRefused):
        services.import_liaisons(
            city_id="140100", rows=rows, mark=services.mark_of_city("140100"), actor=cast["city"]
        )

    assert Liaison.objects.count() == 2


# --- the province ----------------------------------------------------------------------------


def test_province_sees_every_city_with_units(reported, taiyuan, datong, cast):
    rows = liaisons.province(2026, cast["province"])

    assert [
        (row.city, row.standing.state, row.persons, len(row.nobody), len(row.unconfirmed))
        for row in rows
    ] == [(taiyuan, CellState.ON_TIME, 2, 0, 0), (datong, CellState.PENDING, 0, 1, 0)]
    assert liaisons.totals(rows) == {
        "cities": 2,
        "reported": 1,
        "units": 3,
        "nobody": 1,
        "unconfirmed": 0,
    }


def test_province_is_read_in_four_queries(reported, cast, django_assert_num_queries):
    reader = cast["province"]
    assert reader.roles

    with django_assert_num_queries(4):
        liaisons.province(2026, reader)
