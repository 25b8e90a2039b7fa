"""The catalogue of an application as a table of slots, as far as one reader may see it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from applications import digests
from applications.choices import EDITABLE, Binding
from applications.models import Application, Attachment, CatalogueItem, NotApplicable
from applications.permissions import can_read_attachment, can_see_slot, can_upload, opening_of
from applications.permissions.opening import Opening
from portal.models import User


@dataclass(frozen=True, slots=True)
class SlotFile:
    """One file; ``is_stale`` when the data have moved on since its paper was printed."""

    attachment: Attachment
    is_stale: bool = False
    can_read: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the catalogue: what is there, what is missing, what may be done."""

    item: CatalogueItem
    files: list[SlotFile] = field(default_factory=list)
    earlier: list[Attachment] = field(default_factory=list)
    waiver: NotApplicable | None = None
    can_upload: bool = False
    is_awaited: bool = True

    @property
    def state(self) -> tuple[str, str]:
        """Tone and word of the badge."""
        if self.files:
            stale = any(file.is_stale for file in self.files)
            return ("problem", "已失效") if stale else ("done", "已上传")
        if self.waiver:
            return "done", "不适用"
        if not self.item.is_required:
            return "neutral", "选传"
        return ("problem", "待上传") if self.is_awaited else ("neutral", "未到环节")

    @property
    def may_be_waived(self) -> bool:
        return self.can_upload and self.item.may_be_waived and not self.files


def slots_of(application: Application, user: User) -> list[Slot]:
    """Every slot that ``user`` may see, in the order of the catalogue; constant queries."""
    reader = _Reader(application, user)
    return [reader.slot(item) for item in application.batch.catalogue.all() if reader.sees(item)]


class _Reader:
    """Reads the catalogue once; what depends on the kind of slot is decided once a kind."""

    def __init__(self, application: Application, user: User) -> None:
        self.application, self.user = application, user
        self.decisions: dict[tuple, bool] = {}

    def sees(self, item: CatalogueItem) -> bool:
        key = ("see", item.supplier, bool(item.binding))
        return self._decide(key, lambda: can_see_slot(self.user, self.application, item))

    def slot(self, item: CatalogueItem) -> Slot:
        current = [file for file in self.files[item.pk] if file.replaced_at is None]
        return Slot(
            item=item,
            files=[self._file(item, file) for file in current],
            earlier=[file for file in self.files[item.pk] if file.replaced_at],
            waiver=self.waivers.get(item.pk),
            can_upload=self._may_upload(item),
            is_awaited=self._is_awaited(item),
        )

    def _is_awaited(self, item: CatalogueItem) -> bool:
        """A scan waits for its version; while the unit writes, the next one is still to come."""
        if item.binding == Binding.SUBMISSION and self.application.status in EDITABLE:
            return False
        return not item.binding or bool(self.digests[item.binding])

    def _file(self, item: CatalogueItem, file: Attachment) -> SlotFile:
        stale = bool(item.binding) and file.bound_digest != self.digests[item.binding]
        key = ("read", item.is_financial)
        can_read = self._decide(key, lambda: can_read_attachment(self.user, file))
        return SlotFile(file, stale, can_read)

    def _may_upload(self, item: CatalogueItem) -> bool:
        is_open = self.opening.opens_item(item)
        key = ("upload", item.supplier, bool(item.binding), is_open)
        subject = self.user, self.application, item
        return self._decide(key, lambda: can_upload(*subject, opening=self.opening))

    def _decide(self, key: tuple, ask) -> bool:
        if key not in self.decisions:
            self.decisions[key] = bool(ask())
        return self.decisions[key]

    @cached_property
    def opening(self) -> Opening:
        return opening_of(self.application)

    @cached_property
    def files(self) -> dict[int, list[Attachment]]:
        found = defaultdict(list)
        rows = self.application.attachments.select_related("uploaded_by", "item")
        for file in rows.order_by("uploaded_at", "pk"):
            file.application = self.application
            found[file.item_id].append(file)
        return found

    @cached_property
    def waivers(self) -> dict[int, NotApplicable]:
        return {waiver.item_id: waiver for waiver in self.application.waivers.all()}

    @cached_property
    def digests(self) -> "_Digests":
        return _Digests(self.application)


class _Digests(dict):
    """The present digest of each binding, computed when it is asked for."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __missing__(self, binding: str) -> str:
        self[binding] = digests.current_digest(self.application, binding)
        return self[binding]


def used_bytes(slots: list[Slot]) -> int:
    """What the visible files of an application take, replaced ones included."""
    return sum(file.size for file in _attachments(slots))


def _attachments(slots: list[Slot]) -> Iterator[Attachment]:
    for slot in slots:
        yield from (file.attachment for file in slot.files)
        yield from slot.earlier
