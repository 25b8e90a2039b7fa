"""Files in the slots of the catalogue: in, replaced, removed, out of date."""

import pytest
from django.core.exceptions import PermissionDenied

from applications import digests, slots
from applications.choices import Binding, Status, Supplier
from applications.models import Attachment, NotApplicable
from applications.services import attachments as services
from applications.services.attachments import attach_file, remove_file, shown_name, waive_item
from applications.uploads import MAX_APPLICATION_BYTES, UploadRefused
from portal import clock
from portal.audit import history
from tests.factories.content import hand_in_scan
from tests.factories.files import pdf, picture, upload
from tests.paths import bring, return_to_unit

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def item(batch):
    """营业执照: required, never waived."""
    return batch.catalogue.get(code="3.1")


@pytest.fixture
def waivable(batch):
    return batch.catalogue.get(code="6.3")


def attach(application, item, actor, *, name="执照.pdf", content=None, **more):
    content = pdf(2) if content is None else content
    return attach_file(
        application=application, item=item, upload=upload(name, content), actor=actor, **more
    )


def current(application, item):
    return list(application.attachments.filter(item=item, replaced_at__isnull=True))


# --- into a slot -----------------------------------------------------------------------


def test_file_is_stored_with_its_facts(application, item, cast):
    attachment = attach(application, item, cast["clerk"], name="岢岚 营业执照.pdf")

    stored = Attachment.objects.get(pk=attachment.pk)
    assert (stored.name, stored.pages, stored.size) == ("岢岚 营业执照.pdf", 2, len(pdf(2)))
    assert stored.content_type == "application/pdf"
    assert stored.uploaded_by == cast["clerk"]
    with stored.file.open() as file:
        assert file.read() == pdf(2)
    assert "岢岚" not in stored.file.name
    section = application.sections.get(name="attachments")
    assert (section.version, section.saved_by) == (1, cast["clerk"])
    assert [entry.label for entry in history(application)] == ["开始填报", "上传材料"]


def test_slot_holds_several_files(application, item, cast):
    one = attach(application, item, cast["clerk"])
    other = attach(application, item, cast["clerk"], name="特许.jpg", content=picture())

    assert current(application, item) == [one, other]


def test_replaced_file_is_kept_with_the_time(application, item, cast):
    one = attach(application, item, cast["clerk"])
    other = attach(application, item, cast["clerk"], content=pdf(3))

    new = attach(application, item, cast["head"], content=pdf(4), replaces=one)

    assert current(application, item) == [other, new]
    one.refresh_from_db()
    assert one.replaced_at is not None
    assert one.file.storage.exists(one.file.name)


def test_same_file_twice_is_one_file(application, item, cast):
    one = attach(application, item, cast["clerk"])

    again = attach(application, item, cast["head"])

    assert again == one
    assert current(application, item) == [one]


def test_refused_file_leaves_nothing_behind(application, item, cast):
    with pytest.raises(UploadRefused, match="文件实际是程序"):
        attach(application, item, cast["clerk"], content=b"MZ" + bytes(99))

    assert not Attachment.objects.exists()


def test_file_of_a_refused_upload_is_taken_away_again(application, item, cast, monkeypatch):
    def refuse(*args, **details):
        raise RuntimeError

    monkeypatch.setattr(services.audit, "record", refuse)
    stored = []
    monkeypatch.setattr(
        Attachment, "save", lambda self: stored.append(self) or super(Attachment, self).save()
    )

    with pytest.raises(RuntimeError):
        attach(application, item, cast["clerk"])

    (attachment,) = stored
    assert not attachment.file.storage.exists(attachment.file.name)
    assert not Attachment.objects.exists()


def test_files_of_an_application_are_limited_together(application, item, cast):
    first = attach(application, item, cast["clerk"])
    size = len(pdf(4))
    Attachment.objects.filter(pk=first.pk).update(
        size=MAX_APPLICATION_BYTES - size, replaced_at=clock.now()
    )

    fits = attach(application, item, cast["clerk"], content=pdf(4))
    with pytest.raises(UploadRefused, match="合计不能超过1GB，还可上传0MB"):
        attach(application, item, cast["clerk"], content=picture(), name="照片.jpg")

    assert current(application, item) == [fits]


def test_upload_ends_a_waiver(application, waivable, cast):
    waive_item(application=application, item=waivable, reason="整体租赁", actor=cast["clerk"])

    attach(application, waivable, cast["clerk"])

    assert not NotApplicable.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("a\nb.pdf", "a b.pdf"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
    ],
)
def test_shown_name_is_fit_to_be_shown(name, shown):
    assert shown_name(name) == shown


# --- who and when ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["other_head", "far_head", "city", "province", "nobody"])
def test_only_the_unit_fills_its_slots(application, item, cast, who):
    with pytest.raises(PermissionDenied, match="只有申报单位可以填写报告书"):
        attach(application, item, cast[who])

    assert not Attachment.objects.exists()


def test_submitted_application_takes_no_more_materials(application, item, cast):
    bring(application, to=Status.SUBMITTED)
    before = current(application, item)

    with pytest.raises(PermissionDenied, match="当前状态为“已提交”"):
        attach(application, item, cast["clerk"])

    assert current(application, item) == before


def test_file_is_removed_while_the_unit_fills_in(application, item, cast):
    attachment = attach(application, item, cast["clerk"])

    remove_file(attachment=attachment, actor=cast["head"])
    remove_file(attachment=attachment, actor=cast["head"])

    assert current(application, item) == []
    attachment.refresh_from_db()
    assert attachment.replaced_at is not None
    assert [entry.label for entry in history(application)][2:] == ["移除材料"]


def test_nothing_is_removed_after_submission(application, cast):
    bring(application, to=Status.SUBMITTED)
    scan = hand_in_scan(application, Binding.SUBMISSION)

    with pytest.raises(UploadRefused, match="提交后不能移除材料"):
        remove_file(attachment=scan, actor=cast["clerk"])

    scan.refresh_from_db()
    assert scan.replaced_at is None


# --- bound scans -----------------------------------------------------------------------


@pytest.fixture
def scan(batch):
    """The signed and sealed 报告书."""
    return batch.catalogue.get(binding=Binding.SUBMISSION)


def code_of(application):
    return digests.check_code(digests.submission_digest(application))


def test_scan_waits_for_the_version(application, scan, cast):
    with pytest.raises(UploadRefused, match="提交版本尚未形成，请先办理并打印"):
        attach(application, scan, cast["clerk"], check_code="1A2B3C4D")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "请填写纸质件页脚上的8位校验码"),
        ("0000000Z", "校验码“0000000Z”不是当前提交版本的校验码"),
    ],
)
def test_scan_without_the_code_on_the_paper_is_refused(application, scan, cast, code, sentence):
    bring(application, to=Status.SUBMITTED)

    with pytest.raises(UploadRefused, match=sentence):
        attach(application, scan, cast["clerk"], check_code=code)

    assert current(application, scan) == []


def test_scan_is_bound_to_the_version_on_the_paper(application, scan, cast):
    bring(application, to=Status.SUBMITTED)
    typed = f" {code_of(application).lower()} "

    attachment = attach(application, scan, cast["clerk"], check_code=typed)

    assert attachment.bound_digest == digests.submission_digest(application)


def test_new_scan_takes_the_place_of_the_old_one(application, scan, cast):
    bring(application, to=Status.SUBMITTED)
    old = attach(application, scan, cast["clerk"], check_code=code_of(application))

    new = attach(application, scan, cast["clerk"], content=pdf(3), check_code=code_of(application))

    assert current(application, scan) == [new]
    old.refresh_from_db()
    assert old.replaced_at is not None


def test_scan_of_an_earlier_version_is_out_of_date(application, scan, cast):
    bring(application, to=Status.SUBMITTED)
    old_code = code_of(application)
    attach(application, scan, cast["clerk"], check_code=old_code)
    bring(application, to=Status.REVIEWING)
    assert slot_states(application, cast["clerk"])["1"] == "已上传"
    return_to_unit(application)
    application.refresh_from_db()
    application.dossier.zone_name = "清泉里"
    application.dossier.save()
    bring(application, to=Status.SUBMITTED)

    assert slot_states(application, cast["clerk"])["1"] == "已失效"
    with pytest.raises(UploadRefused, match="不是当前提交版本的校验码"):
        attach(application, scan, cast["clerk"], content=pdf(3), check_code=old_code)


# --- 不适用 ----------------------------------------------------------------------------


def test_waiver_stands_in_the_slot(application, waivable, cast):
    for reason in ("整体租赁", "整体租赁经营"):
        waive_item(application=application, item=waivable, reason=reason, actor=cast["clerk"])

    assert NotApplicable.objects.get().reason == "整体租赁经营"
    assert slot_states(application, cast["clerk"])["6.3"] == "不适用"


def test_waiver_is_taken_back(application, waivable, cast):
    waive_item(application=application, item=waivable, reason="整体租赁", actor=cast["clerk"])

    services.unwaive_item(application=application, item=waivable, actor=cast["clerk"])

    assert slot_states(application, cast["clerk"])["6.3"] == "待上传"


def test_required_material_is_never_waived(application, item, cast):
    with pytest.raises(UploadRefused, match="为必备材料，不能填写不适用，请上传文件。"):
        waive_item(application=application, item=item, reason="没有执照", actor=cast["clerk"])


def test_material_that_is_there_applies(application, waivable, cast):
    attach(application, waivable, cast["clerk"])

    with pytest.raises(UploadRefused, match="已有文件，请先移除文件再填写不适用。"):
        waive_item(application=application, item=waivable, reason="租赁用地", actor=cast["clerk"])


# --- the table of slots ----------------------------------------------------------------


def slot_states(application, user):
    return {slot.item.code: slot.state[1] for slot in slots.slots_of(application, user)}


def test_slots_say_what_is_there(application, item, cast):
    attach(application, item, cast["clerk"])

    states = slot_states(application, cast["clerk"])

    assert states["3.1"] == "已上传"
    assert states["3.2"] == "待上传"
    assert states["8"] == "选传"
    assert states["1"] == "未到环节"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.DRAFTING, "未到环节"),
        (Status.SUBMITTED, "待上传"),
        (Status.CITY_RETURNED, "未到环节"),
        (Status.REVIEWING, "待上传"),
    ],
)
def test_scan_is_awaited_while_its_version_stands(application, cast, status, word):
    bring(application, to=status)

    assert slot_states(application, cast["clerk"])["1"] == word


# In the order of the road, which one application goes.
# fmt: off
SEES_CITY_PAPERS = [
    # who            in status            推荐报告与五   七
    ("clerk",        Status.REVIEWING,    False,       False),
    ("clerk",        Status.RECOMMENDED,  True,        False),
    ("civil_reader", Status.RECOMMENDED,  True,        False),
    ("chair",        Status.EVALUATING,   True,        True),
    ("clerk",        Status.EVALUATED,    True,        False),
    ("city",         Status.EVALUATED,    True,        False),
    ("civil",        Status.EVALUATED,    True,        False),
    ("province",     Status.EVALUATED,    True,        True),
    ("clerk",        Status.DESIGNATED,   True,        True),
    ("city",         Status.DESIGNATED,   True,        True),
]
# fmt: on


def test_papers_that_tell_marks_are_shown_with_the_marks(application, cast):
    for who, status, city_papers, result in SEES_CITY_PAPERS:
        bring(application, to=status)

        suppliers = {slot.item.supplier for slot in slots.slots_of(application, cast[who])}

        seen = (Supplier.CITY in suppliers, Supplier.PANEL in suppliers)
        assert seen == (city_papers, result), (who, status)


@pytest.mark.parametrize("status", [Status.DRAFTING, Status.CITY_RETURNED, Status.SUBMITTED])
def test_slots_are_read_in_constant_queries(
    application, cast, status, django_assert_max_num_queries
):
    bring(application, to=status)
    cast["clerk"].current_memberships  # noqa: B018 - read once per request

    with django_assert_max_num_queries(12):
        slots.slots_of(application, cast["clerk"])
