"""The fifteen side doors through which comparable systems have leaked, each shut.

A door is a class; its docstring names the tests elsewhere that hold it too. Every refusal stands
beside somebody who is let in, so that nothing passes because nothing works.
"""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.choices import ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, Attachment, Dossier, Objection, ReturnPoint, Snapshot
from applications.services.dossier import StartRefused, start_application
from applications.services.withdrawals import ask_to_withdraw
from portal import clock
from portal.models import AuditEntry, Mail, Membership, Notice, Organisation, User
from portal.workflow import TransitionRefused
from reports.models import OutputJob
from reports.outputs import catalogue
from reports.services.outputs import request_output
from scoring.models import Mark, Seat
from tests.matrix import close
from tests.paths import REASONS, bring, hand_in_papers
from tests.world import OBJECTOR, prepared

pytestmark = pytest.mark.django_db

EXPERTS = ("古衡岳", "白松岩", "甄若水")
TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value|data-csrf|content)="[^"]*"')


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with prepared(django_db_blocker) as world:
        yield world


@pytest.fixture
def world(built, db):
    return built.afresh()


@pytest.fixture
def enter(world):
    """Somebody's browser."""

    def enter(who):
        browser = Client()
        browser.force_login(world.person(who))
        return browser

    return enter


def at(name, *arguments):
    return reverse(name, args=arguments)


def text(response):
    """A page without what changes with every request."""
    page = response.content.decode()
    close(response)
    return TOKENS.sub("", page)


# --- 1 to 3, 5: search, order, counts, history, bulk -----------------------------------------


def overview(world):
    """Every page that lists, counts, sorts or tells of several applications."""
    listed = at("applications:list")
    batch = world.open.pk
    return [
        at("home"),
        at("notices"),
        listed,
        *(f"{listed}?{asked}" for asked in ASKED),
        at("applications:batch", batch),
        at("applications:batch_checks", batch),
        at("applications:batch_urges", batch),
        at("applications:unstarted", batch),
        at("applications:boards", batch),
        at("applications:board", batch, "140100"),
        at("applications:results", batch),
        at("public:batches"),
    ]


ASKED = ("sort=self_check", "sort=-first_review", "text=暗藏", "lack=blocking", "lack=scan")


def rewrite(application, sheet):
    """Other words in the 报告书, other marks in a sheet."""
    words = {"zone_name": "暗藏示范区", "contact_name": "暗藏", "contact_phone": "0351-7777777"}
    Dossier.objects.filter(pk=application.pk).update(**words)
    Mark.objects.filter(sheet=sheet).update(value=1)


#: Who is told nothing of what is written in which application; who reads it.
CLOSED = [
    # who            application   column          reader
    ("province",     "draft",      "self_check",   "city"),
    ("civil",        "draft",      "self_check",   "city"),
    ("civil_reader", "reviewed",   "first_review", "province"),
    ("far_head",     "reviewed",   "first_review", "other_head"),
    ("outsider",     "judged",     "final_score",  "province"),
]  # fmt: skip


class TestSearchOrderCountsAndHistory:
    """Doors 1, 2, 3 and 5: what is closed changes no page that lists, sorts, counts or tells.

    Also tests/applications/test_lists.py (``word_of_a_closed_draft``, ``hidden_total``),
    test_check_counts.py (``counts_are_of_the_units``), test_urging.py (``log_tells_each``),
    test_bulk.py (``number_of_another_city``), tests/portal/test_people.py (``search_obeys``),
    tests/reports/test_list_workbook.py (``draft_tells_the_province``).
    """

    @pytest.mark.thorough
    @pytest.mark.parametrize(("who", "which", "column", "reader"), CLOSED)
    def test_what_is_closed_changes_nothing(self, world, enter, who, which, column, reader):
        application = getattr(world, which)
        stranger, insider = enter(who), enter(reader)
        with clock.at(clock.now()):
            page = at("applications:proof", application.pk, column)
            closed = {page: text(stranger.get(page)) for page in overview(world)}
            opened = text(insider.get(page))

            rewrite(application, getattr(application, column))

            for url, before in closed.items():
                assert text(stranger.get(url)) == before, url
            assert text(insider.get(page)) != opened

    def test_numbers_in_the_address_find_nothing_more(self, world, enter):
        every = ",".join(str(pk) for pk in Application.objects.values_list("pk", flat=True))

        for who in ("head", "city", "civil", "member", "civil_reader", "outsider"):
            page = enter(who).get(at("applications:list"), {"pick": every})
            shown = {line.application.pk for line in page.context["object_list"]}
            seen = Application.objects.visible_to(world.person(who))
            assert shown == {row.pk for row in seen}, who

    def test_reminders_about_a_draft_are_hidden_from_civil_affairs(self, world, enter):
        page = at("applications:batch_urges", world.open.pk)
        unit = world.draft.organisation.name

        assert unit in text(enter("city").get(page))
        assert unit not in text(enter("civil").get(page))

    def test_preview_of_a_deed_for_many_shows_no_closed_word(self, world, enter):
        rewrite(world.draft, world.draft.self_check)
        sent = {"all": "on", "query": ""}

        for deed in ("applications:bulk_export", "applications:bulk"):
            page = at(deed, *(["urge"] if deed.endswith("bulk") else []))
            assert "暗藏" not in text(enter("province").post(page, sent)), deed
        assert "暗藏" in text(enter("city").get(world.draft.get_absolute_url()))


# --- 4: files --------------------------------------------------------------------------------


#: Files that hold nothing of anybody.
BLANK = {"blank_sheet_pdf", "blank_form_pdf", "blank_form_xlsx"}
#: Who may have no other file at all of what is going on in 太原市.
STRANGERS = ("far_head", "far_city", "outsider", "admin", "nobody")


class TestFiles:
    """Door 4: a file is asked for twice, when it is ordered and when it is taken away.

    Also tests/reports/test_scoring_outputs.py (``each_file_is_for_those``, ``unit_loses``),
    test_list_workbook.py (``rights_are_those_of_the_moment``), test_jobs.py (``right_that_has``).
    """

    def subjects(self, world):
        """A subject for every kind that is made of an application, a batch or a board."""
        board = world.reviewed.nomination.board
        known = {type(one): one for one in (world.reviewed, world.open, board)}
        kinds = catalogue.KINDS.values()
        return [(kind, known[kind.subject]) for kind in kinds if kind.subject in known]

    def test_strangers_get_none(self, world):
        people = {who: world.person(who) for who in (*STRANGERS, "province")}
        found = {who: set() for who in people}
        for kind, subject in self.subjects(world):
            for who, person in people.items():
                if kind.may(person, subject, "first_review" if kind.of_sheet else ""):
                    found[who].add(kind.key)

        board = {key for key in catalogue.KINDS if key.startswith("recommendation")}
        assert found["far_head"] == found["outsider"] == BLANK
        assert found["far_city"] - BLANK <= {"application_list"}
        assert found["admin"] | found["nobody"] <= BLANK
        assert found["province"] >= {"dossier", "batch_summary", "application_list", *board}

    def finished(self, person, subject):
        job = request_output(user=person, kind="scores_pdf", subject=subject)
        job.file.save("x.pdf", ContentFile(b"%PDF"), save=False)
        job.state, job.started_at, job.finished_at = "done", clock.now(), clock.now()
        job.save()
        return at("reports:download", job.pk)

    def taken(self, browser, url):
        response = browser.get(url)
        close(response)
        return response.status_code

    def test_a_finished_file_closes_with_the_marks_in_it(self, world, enter):
        """评定 is done again: whoever could read its marks yesterday has no file with them."""
        bring(world.judged, to=Status.EVALUATED)
        world.judged.refresh_from_db()
        reader, province = enter("civil_reader"), enter("province")
        files = [
            self.finished(world.person(who), world.judged) for who in ("civil_reader", "province")
        ]
        before = self.taken(reader, files[0])

        again = {"actor": world.person("province"), "note": "一项佐证需重新核实。"}
        application_lifecycle.perform(world.judged, "reevaluate", **again)

        assert (before, self.taken(reader, files[0])) == (200, 403)
        assert self.taken(province, files[1]) == 200

    def test_a_finished_file_closes_with_the_office(self, world, enter):
        url = self.finished(world.person("city"), world.reviewed)
        before = self.taken(enter("city"), url)

        Membership.objects.filter(user__username="city").update(ended_at=clock.now())

        assert (before, self.taken(enter("city"), url)) == (200, 403)
        assert self.taken(enter("city_colleague"), url) == 404


# --- 6: what scripts are told ------------------------------------------------------------------


class TestAnswersToScripts:
    """Door 6: an answer to a script says no more than the page, to nobody else.

    Also tests/applications/test_access_matrix.py and tests/test_access_matrix.py (``sheet_data``,
    ``session``, ``output_state``), test_proof.py and test_checks_page.py.
    """

    FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}

    def test_the_sheet_for_the_unit_names_nobody(self, world, enter):
        Mark.objects.filter(sheet=world.reviewed.first_review).update(
            reason="岳思齐现场核实。", editor=world.person("city")
        )
        url = at("applications:sheet_data", world.reviewed.pk, "first_review")

        told, named = enter("other_head").get(url), enter("city").get(url)

        assert (told.status_code, named.status_code) == (200, 200)
        assert "岳思齐" not in json.dumps(told.json(), ensure_ascii=False)
        assert "岳思齐" in json.dumps(named.json(), ensure_ascii=False)

    @pytest.mark.parametrize(("who", "code"), [("civil", 404), ("province", 403), ("head", 200)])
    def test_checks_of_a_draft_are_told_to_its_readers(self, world, enter, who, code):
        url = at("applications:part_checks", world.draft.pk, SectionName.BASICS)

        assert enter(who).get(url, headers=self.FETCH).status_code == code

    def test_a_refused_save_tells_a_stranger_nothing_of_what_is_stored(self, world, enter):
        url = at("applications:section", world.draft.pk, SectionName.BASICS)
        sent = {"autosave": "1", "changed": "contact_name", "contact_name": "某某", "version": "0"}

        for who in ("province", "city", "civil", "far_head"):
            answer = enter(who).post(url, sent, headers=self.FETCH)
            assert answer.status_code in (403, 404), who
            assert "温小禾" not in answer.content.decode(), who
        conflict = enter("head").post(url, sent, headers=self.FETCH)
        assert "温小禾" in conflict.json()["conflict"]["fields"]["contact_name"]["theirs"]


# --- 7 and 8: what people write ---------------------------------------------------------------

MARKUP = '<img src=x onerror="alert(1)">{{ 7|add:7 }}'
LINK = "请登录 http://evil.example/ 领取"


class TestWhatPeopleWrite:
    """Doors 7 and 8: neither a file nor a text of somebody's runs, leads away or writes a header.

    Also tests/applications/test_uploads.py (``other_kinds``, ``renamed_program``),
    test_evidence_views.py (``pdf_is_shown``), test_files.py (``download_is_always``), test_photos.py
    (``only_whole_pictures``), tests/portal/test_mail.py (``what_people_write_leads_nowhere``).
    """

    @pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml"])
    def test_a_page_among_the_files_is_never_shown(self, world, enter, kind):
        file = world.reviewed.attachments.first()
        Attachment.objects.filter(pk=file.pk).update(content_type=kind, name="a\r\nX-Evil: 1.html")
        browser, page = enter("city"), (world.reviewed.pk, file.pk)

        shown = browser.get(at("applications:attachment_view", *page))
        answer = browser.get(at("applications:attachment", *page))
        close(answer)

        assert (shown.status_code, answer.status_code) == (302, 200)
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "X-Evil" not in answer.headers

    def test_markup_is_shown_as_it_was_typed(self, world, enter):
        Organisation.objects.filter(pk=world.places["far_unit"].pk).update(name=MARKUP)
        words = {"zone_name": MARKUP, "unit_name": MARKUP, "achievements": MARKUP}
        Dossier.objects.filter(pk=world.listed.pk).update(**words)
        Objection.objects.update(text=MARKUP, name=MARKUP)
        Notice.objects.filter(recipient__username="province").update(text=MARKUP)
        province, shown = enter("province"), world.shown.pk
        pages = [
            at("notices"),
            at("applications:list"),
            at("applications:batch", shown),
            world.listed.get_absolute_url(),
            at("applications:section", world.listed.pk, "achievements"),
            at("applications:objections", shown),
            world.objection.get_absolute_url(),
            at("public:batch", shown),
        ]

        for page in pages:
            told = text(province.get(page))
            assert "<img src=x" not in told, page
            assert "&lt;img src=x" in told, page
            assert "{{ 7|add:7 }}" in told, page

    def test_a_name_leads_nowhere_in_mails_and_messages(self, world, settings):
        settings.SENDS_MAIL, settings.PUBLIC_URL = True, "https://portal.example.cn"
        User.objects.filter(username="province").update(email="office@example.com")
        name = f"{LINK}\r\nBcc: spy@evil.example {{{{ 7|add:7 }}}}"
        Organisation.objects.filter(pk=world.places["other_unit"].pk).update(name=name)
        hand_in_papers(world.reviewed)

        recommend = {"actor": world.person("city"), "details": REASONS}
        application_lifecycle.perform(
            Application.objects.get(pk=world.reviewed.pk), "recommend", **recommend
        )

        mail = Mail.objects.get()
        assert "{{ 7|add:7 }}" in Notice.objects.get(mail=mail).text
        assert re.findall(r"https?://[^/]+", mail.body) == ["https://portal.example.cn"]
        assert "@" not in mail.body
        assert (mail.address, "\n" in mail.subject) == ("office@example.com", False)
        assert name[:3] not in mail.subject


# --- 9: who is who ----------------------------------------------------------------------------


class TestNames:
    """Door 9: who judges and who objects is known to those who must, and nobody can ask around.

    Also tests/test_crawler.py (``what_may_not_be_known``), tests/portal/test_account.py
    (``unknown_name_gets_the_same_sentence``), tests/applications/test_verification.py
    (``every_code_costs``), test_objections.py (``nobody_but_the_province``).
    """

    PAGES = ("detail", "checks", "versions", "returns", "urges", "comparison")

    @pytest.mark.parametrize(
        ("who", "known"),
        [("far_head", "judged listed"), ("far_city", "judged listed"), ("civil_reader", "judged")],
    )
    def test_neither_experts_nor_objectors_are_named(self, world, enter, who, known):
        browser = enter(who)
        urls = [at("home"), at("notices"), at("applications:batch", world.shown.pk)]
        for application in (getattr(world, which) for which in known.split()):
            urls += [at(f"applications:{name}", application.pk) for name in self.PAGES]
            urls += [at("applications:proof", application.pk, "first_review")]
            urls += [at("reports:application_outputs", application.pk)]

        told = "".join(text(browser.get(url)) for url in urls)

        assert [name for name in (*EXPERTS, *OBJECTOR.values()) if name in told] == []
        assert OBJECTOR["name"] in text(enter("province").get(world.objection.get_absolute_url()))

    def test_messages_and_files_name_neither(self, world):
        texts = Notice.objects.exclude(
            recipient__username__in=("province", "chair", "member", "second_member")
        ).values_list("text", flat=True)
        names = [*EXPERTS, *OBJECTOR.values()]

        assert len(texts) > 10
        assert not [told for told in texts if any(name in told for name in names)]

    @pytest.mark.parametrize("name", ["detail", "checks", "proof", "move"])
    def test_a_foreign_number_costs_what_an_unknown_one_costs(self, world, enter, name):
        more = {"proof": ["first_review"], "move": ["recommend"]}.get(name, [])
        browser, costs = enter("far_city"), []
        for pk in (world.reviewed.pk, 999_999):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert browser.get(at(f"applications:{name}", pk, *more)).status_code == 404
            costs.append(len(asked))

        assert costs[0] == costs[1]


# --- 10: rate limits ---------------------------------------------------------------------------


class TestRateLimits:
    """Door 10: who asks too often is told so, whatever the request says of its way.

    Also tests/applications/test_public.py (``too_many_from_one_address``),
    tests/portal/test_throttling.py (``place_of_a_request``), test_network.py.
    """

    def ask(self, send):
        return [send({"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(40)]

    def test_codes_are_not_tried_out(self, client, world):
        url = at("public:verdict", "AAAA-BBBB")
        with clock.at(clock.now()):
            codes = self.ask(lambda headers: client.get(url, headers=headers).status_code)
            elsewhere = client.get(url, REMOTE_ADDR="192.0.2.8").status_code

        assert codes == [200] * 30 + [429] * 10
        assert elsewhere == 200

    def test_passwords_are_not_tried_out(self, client, world):
        sent = {"username": "province", "password": "falsch-Falsch-1"}
        codes = [
            client.post("/login/", sent, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
            for n in range(6)
        ]

        assert codes[:4] == [200] * 4
        assert codes[5] == 429


# --- 11: assignment ------------------------------------------------------------------------------


class TestAssignment:
    """Door 11: the right role is not enough; whose it is, where, and whether still, is asked.

    Also tests/applications/test_members.py (``who_is_replaced``, ``recused_seat``),
    test_permissions.py and tests/test_access_matrix.py (other units, far cities).
    """

    def code(self, enter, who, application):
        url = at("applications:proof", application.pk, "first_review")
        return enter(who).get(url).status_code

    @pytest.mark.parametrize(
        "change",
        [{"recused": True}, {"ended_at": clock.now()}, {"recused": None, "declared_at": None}],
    )
    def test_a_seat_opens_its_own_application_while_it_is_held(self, world, enter, change):
        seats = Seat.objects.filter(panel=world.judged.panel_id, user__username="member")
        before = self.code(enter, "member", world.judged)

        seats.update(**change)

        assert before == 200
        assert self.code(enter, "member", world.judged) == 404
        assert self.code(enter, "member", world.listed) == 200
        assert self.code(enter, "outsider", world.listed) == 404

    def test_an_office_opens_its_city_while_it_is_held(self, world, enter):
        for who in ("city", "civil"):
            before = self.code(enter, who, world.reviewed)
            Membership.objects.filter(user__username=who).update(ended_at=clock.now())
            assert (before, self.code(enter, who, world.reviewed)) == (200, 404), who
        assert self.code(enter, "city_colleague", world.reviewed) == 200
        for who in ("far_city", "far_civil"):
            assert self.code(enter, who, world.reviewed) == 404, who
            assert self.code(enter, who, world.judged) == 200, who


# --- 12 and 13: order and wholeness ---------------------------------------------------------------


class TestMoves:
    """Doors 12 and 13: no way round the quota, and nothing is ever half submitted.

    Also tests/applications/test_races.py, test_quota.py (``database_itself``), test_boards.py
    (``slot_that_is_kept``), test_rush.py, tests/portal/test_workflow.py (``failing_consequence``).
    """

    def move(self, name, application, actor, **more):
        application = Application.objects.get(pk=application.pk)
        return application_lifecycle.perform(application, name, actor=actor, **more)

    def test_withdrawing_and_reviving_takes_no_second_place(self, world):
        city, province = world.person("city"), world.person("province")
        batch = world.batch("第五批")
        rival = world.start(batch, "unit", to=Status.REVIEWED)
        first = world.start(batch, "other_unit", to=Status.RECOMMENDED)
        self.move("withdraw_recommendation", first, city, note="需补充推荐材料。")
        bring(rival, to=Status.RECOMMENDED)

        with pytest.raises(TransitionRefused, match="每市每批次最多推荐1家"):
            self.move("recommend", first, city, details=REASONS)

        ask_to_withdraw(application=rival, reason="项目用地调整。", actor=world.person("head"))
        self.move("end", rival, province)
        self.move("recommend", first, city, details=REASONS)
        with pytest.raises(StartRefused, match="同一批次不能重新申报"):
            start_application(
                batch=batch, organisation=rival.organisation, actor=world.person("clerk")
            )

    def test_a_submission_that_fails_at_its_end_leaves_nothing(self, world, enter, monkeypatch):
        left = [model.objects.count() for model in LEFT]
        url = at("applications:move", world.draft.pk, "submit")
        browser = enter("head")
        browser.raise_request_exception = False
        form = browser.get(url).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"declared": "on"}

        with monkeypatch.context() as broken:
            broken.setattr("portal.workflow.audit.record", fail)
            code = browser.post(url, sent).status_code
        world.draft.refresh_from_db()

        assert (code, world.draft.status) == (500, Status.DRAFTING)
        assert (world.draft.submitted_at, world.draft.self_check.is_open) == (None, True)
        assert [model.objects.count() for model in LEFT] == left
        assert browser.post(url, sent).status_code == 302
        world.draft.refresh_from_db()
        assert world.draft.status == Status.SUBMITTED


#: What a submission writes.
LEFT = (Snapshot, Notice, Mail, OutputJob, AuditEntry)


def fail(*arguments, **options):
    raise RuntimeError("the last step")


# --- 14: what was sent for something else ----------------------------------------------------------


class TestKeys:
    """Door 14: what is sent is stored by its number, and only where that number belongs.

    Also tests/applications/test_files.py (``only_under_its_own_application``,
    ``slot_of_another_batch``), test_table_services.py, test_bulk.py, test_photos.py.
    """

    def test_numbers_of_another_application_are_not_found(self, world, enter):
        own, far = world.reviewed, world.judged
        foreign, mine = far.attachments.first().pk, own.attachments.first().pk
        link, seat = far.evidence.first().pk, far.panel.seats.first().pk
        point = ReturnPoint.objects.create(
            application=far,
            section=SectionName.BASICS,
            category=ReturnCategory.CONTENT,
            comment="请补充。",
            noted_by=world.person("city"),
            noted_at=clock.now(),
        )
        city = enter("city")
        shown = city.get(at("applications:attachment_view", own.pk, mine))
        close(shown)

        assert shown.status_code == 200
        for url in (
            at("applications:attachment_view", own.pk, foreign),
            at("applications:evidence_reading", own.pk, "first_review", link),
            at("applications:seat_proof", own.pk, seat),
            at("applications:candidate", world.open.pk, "140100", far.pk),
            at("applications:candidate", world.open.pk, "140200", own.pk),
            at("applications:return_point", own.pk, point.pk),
        ):
            assert city.get(url).status_code == 404, url

    def test_marks_are_stored_by_the_number_of_the_leaf(self, world, enter):
        sheet = world.draft.self_check
        before = dict(sheet.marks.values_list("leaf__number", "value"))
        browser, page = enter("head"), world.draft.pk

        def send(number, who=browser, application=page):
            url = at("applications:mark", application, "self_check", number)
            mark = sheet.marks.get(leaf__number="1.1")
            return who.post(url, {"value": "0", "reason": "说明。", "version": mark.version})

        stranger = send("1.1", who=enter("far_head"))
        unknown = send("9.9")
        done = send("1.1")
        after = dict(sheet.marks.values_list("leaf__number", "value"))

        assert (stranger.status_code, unknown.status_code, done.status_code) == (404, 404, 302)
        assert {n for n in before if before[n] != after[n]} == {"1.1"}


# --- 15: public pages ---------------------------------------------------------------------------------


class TestPublicPages:
    """Door 15: pages without log-in know the public lists, and nothing beside them.

    Also tests/applications/test_public.py (``nothing_is_public_before``, ``names_units_and_nobody``,
    ``unit_of_another_batch``, ``valid_code_says_so``), test_verification.py.
    """

    def test_only_what_is_or_was_in_publicity_is_there(self, client, world):
        hidden = (world.open, world.preparing, world.rehearsal)
        told = text(client.get(at("public:batches")))

        assert [batch.name for batch in (world.old, world.shown) if batch.name in told] == [
            "第一批",
            "第二批",
        ]
        assert not [batch.name for batch in hidden if batch.name in told]
        for batch in hidden:
            for name in ("batch", "objection"):
                assert client.get(at(f"public:{name}", batch.pk)).status_code == 404

    def test_a_list_names_its_own_units_alone(self, client, world):
        pages = [at("public:batch", world.shown.pk), at("public:objection", world.shown.pk)]
        told = "".join(text(client.get(page)) for page in pages)

        assert world.listed.organisation.name in told
        others = (world.designated, world.failed, world.rehearsed, world.reviewed)
        assert not [one for one in others if one.organisation.name in told]
        people = User.objects.values_list("name", flat=True)
        assert not [name for name in (*people, *OBJECTOR.values()) if name in told]

    def test_a_receipt_opens_under_its_own_batch_and_says_its_number(self, client, world):
        number = world.objection.number
        own = text(client.get(at("public:received", world.shown.pk, number)))

        assert number in own
        assert not [word for word in OBJECTOR.values() if word in own]
        assert client.get(at("public:received", world.old.pk, number)).status_code == 404
