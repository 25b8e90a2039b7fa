"""Photos taken on site: stored once, as private as their sheet."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image

from applications.choices import Status
from applications.desk import Place, can_write
from applications.models import SitePhoto
from applications.photos import beside_leaves, seen_sheets
from applications.services import photos as service
from applications.services.photos import remove_photo, store_photo
from applications.uploads import UploadRefused
from portal.models import AuditEntry
from scoring.choices import SheetStatus
from scoring.outline import outline_of
from scoring.services import SheetLocked
from tests.applications.sheets import FIRST, SELF, page
from tests.factories.files import pdf, picture, upload
from tests.paths import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(application, cast):
    """Store a photo of leaf 1.1 in 自检, as the unit's head unless told otherwise."""

    def store(content=None, *, name="1.jpg", key=None, number="1.1", sheet=None, who="head"):
        return store_photo(
            application=application,
            sheet=sheet or application.self_check,
            number=number,
            key=key or uuid4(),
            upload=upload(name, content or picture()),
            actor=cast[who],
        )

    return store


def lock(sheet):
    sheet.status = SheetStatus.LOCKED
    sheet.save()


def stored_files(settings):
    folder = settings.MEDIA_ROOT / "sitephoto"
    return {path for path in folder.rglob("*") if path.is_file()}


# --- storing and removing ------------------------------------------------------------------


def test_a_photo_sent_twice_is_one_photo(store, settings):
    key, before = uuid4(), stored_files(settings)

    first, second = store(key=key), store(key=key)

    assert first == second
    assert SitePhoto.objects.count() == 1
    assert len(stored_files(settings) - before) == 1
    assert AuditEntry.objects.filter(action="add_photo").count() == 1


def test_a_key_of_another_leaf_is_refused(store):
    key = store().key

    with pytest.raises(UploadRefused, match="照片编号与另一张照片重复"):
        store(key=key, number="1.2")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("1.pdf", pdf(), "现场照片须为JPG或PNG格式"),
        ("1.jpg", pdf(), "文件内容不是JPG图片"),
        ("1.png", picture()[:-400], "文件内容不是PNG图片"),
        ("1.jpg", picture()[:-400], "图片不完整或已损坏"),
        ("1.jpg", b"\xff\xd8\xff" + bytes(service.MAX_BYTES), "单张现场照片不能超过10MB"),
    ],
    ids=["kind", "pretended", "other picture", "torn", "large"],
)
def test_only_whole_pictures_of_a_size_are_taken(store, name, content, sentence):
    with pytest.raises(UploadRefused, match=sentence):
        store(content, name=name)

    assert not SitePhoto.objects.exists()


def test_a_leaf_and_a_sheet_hold_so_many_photos(store, monkeypatch):
    monkeypatch.setattr(service, "MAX_OF_LEAF", 2)
    first = store()
    store()

    with pytest.raises(UploadRefused, match=r"^1\.1已有2张现场照片"):
        store()
    monkeypatch.setattr(service, "MAX_SHEET_BYTES", 2 * first.size)
    with pytest.raises(UploadRefused, match="合计不能超过"):
        store(number="1.2")


def test_a_locked_sheet_takes_no_photo_and_gives_none_away(application, store, cast):
    photo = store()
    lock(application.self_check)

    with pytest.raises(SheetLocked, match="已锁定，不能再增减现场照片"):
        store()
    with pytest.raises(SheetLocked):
        remove_photo(sheet=application.self_check, number="1.1", key=photo.key, actor=cast["head"])


def test_a_removed_photo_is_gone_with_its_file(
    application, store, cast, django_capture_on_commit_callbacks
):
    photo = store()
    place = {"sheet": application.self_check, "number": "1.1", "key": photo.key}

    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(**place, actor=cast["head"])
        remove_photo(**place, actor=cast["head"])

    assert not SitePhoto.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)
    entry = AuditEntry.objects.get(action="remove_photo")
    assert entry.details["sha256"] == photo.sha256


# --- who sees which ----------------------------------------------------------------------------


def test_photos_are_seen_by_those_who_see_the_marks(application, cast, store):
    reviewing = bring(application, to=Status.REVIEWING)
    sheets = {reviewing.self_check_id: "自检计分", reviewing.first_review_id: "初评计分"}

    assert seen_sheets(cast["city"], reviewing) == sheets
    assert list(seen_sheets(cast["head"], reviewing).values()) == ["自检计分"]


def test_photos_stand_beside_their_leaves_in_constant_queries(
    client, application, cast, store, django_assert_max_num_queries
):
    client.force_login(cast["head"])
    photos = [store()]
    assert f"photos/{photos[0].key}/?small=1" in client.get(page(application)).text

    place = _place(application, cast["head"])
    with django_assert_max_num_queries(2):
        beside_leaves(place)
    photos += [store(), store(number="1.2"), store(number="2.1")]
    with django_assert_max_num_queries(2):
        found = beside_leaves(place)

    shown = {number: [photo.key for photo in here] for number, here in found.items()}
    first, second, third, _ = (str(photo.key) for photo in photos)
    assert shown == {"1.1": [first, second], "1.2": [third]}


def _place(application, user):
    part = outline_of(application.self_check.ruleset).part("1")
    writing = can_write(user, application, SELF)
    return Place(application, SELF, application.self_check, part, user, writing)


# --- the addresses --------------------------------------------------------------------------------


def send(client, application, column=SELF, **data):
    address = reverse("applications:photo_save", args=[application.pk, column, "1.1"])
    return client.post(address, data, headers={"X-Requested-With": "fetch"})


def test_the_desk_sends_a_photo_shows_it_and_takes_it_away(client, application, cast):
    client.force_login(cast["head"])
    key = str(uuid4())

    taken = send(client, application, key=key, file=upload("1.jpg", picture(size=(640, 480))))
    shown = reverse("applications:photo", args=[application.pk, key])
    whole, small = client.get(shown), client.get(shown, {"small": 1})
    gone = send(client, application, key=key, remove="1")

    assert (taken.status_code, gone.status_code) == (200, 200)
    assert list(taken.json()) == ["saved_at"]
    assert Image.open(io.BytesIO(b"".join(whole.streaming_content))).size == (640, 480)
    assert whole["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Image.open(io.BytesIO(small.content)).size == (320, 240)
    assert client.get(shown).status_code == 404


@pytest.mark.parametrize(
    ("who", "data", "status", "sentence"),
    [
        ("head", {"key": "x"}, 422, "没有读懂照片的编号"),
        ("head", {"key": str(uuid4())}, 422, "没有收到照片"),
        ("city", {"key": str(uuid4())}, 403, "只有申报单位可以填写报告书"),
    ],
)
def test_a_photo_is_refused_in_words(client, application, cast, who, data, status, sentence):
    client.force_login(cast[who])

    answer = send(client, application, **data)

    assert answer.status_code == status
    assert sentence in answer.json()["message"]


def test_a_closed_sheet_says_why(client, application, cast):
    lock(application.self_check)
    client.force_login(cast["head"])

    answer = send(client, application, key=str(uuid4()), file=upload("1.jpg", picture()))

    assert answer.status_code == 423
    assert "已锁定" in answer.json()["message"]


@pytest.mark.parametrize(("who", "status"), [("head", 423), ("city", 403), ("far_city", 404)])
def test_a_photo_that_nobody_may_send_is_written_down(client, application, cast, who, status):
    reviewing = bring(application, to=Status.REVIEWING)
    client.force_login(cast[who])

    answer = send(client, reviewing, key=str(uuid4()), file=upload("1.jpg", picture()))

    entry = AuditEntry.objects.get(action="refuse_mark")
    assert (answer.status_code, entry.actor) == (status, cast[who])
    assert entry.details == {"column": "self_check", "number": "1.1"}
    assert not SitePhoto.objects.exists()


@pytest.mark.parametrize("who", ["head", "far_city", "outsider", "chair"])
def test_a_photo_of_a_sheet_that_one_may_not_see_does_not_exist(
    client, application, cast, store, who
):
    reviewing = bring(application, to=Status.REVIEWING)
    photo = store(sheet=reviewing.first_review, who="city")
    client.force_login(cast[who])

    answer = client.get(reverse("applications:photo", args=[application.pk, photo.key]))

    assert answer.status_code == 404


def test_the_city_sends_photos_of_its_review(client, application, cast):
    reviewing = bring(application, to=Status.REVIEWING)
    client.force_login(cast["city"])
    photo = upload("1.png", picture("PNG"))

    answer = send(client, reviewing, FIRST, key=str(uuid4()), file=photo)

    assert answer.status_code == 200
    assert SitePhoto.objects.get().sheet == reviewing.first_review
