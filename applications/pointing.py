"""The points of a return beside the leaves of a sheet, and where another one is noted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from applications.choices import SectionName
from applications.models import Application, ReturnPoint
from applications.permissions import can_note, can_read_returns, is_province
from applications.permissions.opening import SECTION_OF
from applications.places import leaf_url
from applications.returns import current, note_url
from portal.models import User
from scoring.choices import Column
from scoring.outline import Item

if TYPE_CHECKING:
    from applications.desk import Place


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is said of one leaf: ``points`` noted or of the last round, ``is_open`` whether a
    return lets it be changed (None: no return limits it), ``notes`` where one may note."""

    points: tuple[ReturnPoint, ...]
    is_open: bool | None
    notes: tuple[tuple[str, str], ...]

    @property
    def flag(self) -> bool:
        """有退回意见."""
        return bool(self.points)


def beside_leaves(place: "Place") -> Mapping[str, Pointed]:
    """The leaves of which anything is to be said; a constant number of queries."""
    application, user, column = place.application, place.user, place.column
    if column not in SECTION_OF or not can_read_returns(user, application):
        return {}
    points = _points(application, user, column)
    sections = _sections(user, application, column)
    limits = not place.opening.is_whole and bool(place.writing)
    return {
        item.number: Pointed(
            points=tuple(points.get(item.number, ())),
            is_open=place.opening.opens_leaf(column, item.number) if limits else None,
            notes=tuple(_notes(application, sections, item, column)),
        )
        for item in place.part.items
        if sections or limits or item.number in points
    }


def _notes(
    application: Application, sections: list[tuple[str, str]], item: Item, column: str
) -> Iterator[tuple[str, str]]:
    """Where a point on the leaf is noted, with its word, and the way back to it."""
    back = leaf_url(application, column, item)
    for section, word in sections:
        yield note_url(application, section, leaf=item.number, back=back), word


def _points(application: Application, user: User, column: str) -> dict[str, list[ReturnPoint]]:
    """Beside 自检 what concerns it, beside 初评 both; those of the last round and unsent ones."""
    sections = [SectionName.SELF_CHECK]
    if column == Column.FIRST_REVIEW:
        sections.append(SectionName.FIRST_REVIEW)
    found: dict[str, list[ReturnPoint]] = {}
    for point in current(application, user).exclude(leaf="").filter(section__in=sections):
        found.setdefault(point.leaf, []).append(point)
    return found


def _sections(user: User, application: Application, column: str) -> list[tuple[str, str]]:
    """Of which sheets ``user`` may note something beside ``column``, with a word for each."""
    if not can_note(user, application):
        return []
    if not is_province(user) or column == Column.SELF_CHECK:
        return [(SectionName.SELF_CHECK, "记退回意见")]
    return [
        (SectionName.FIRST_REVIEW, "记退回意见（初评）"),
        (SectionName.SELF_CHECK, "记退回意见（自检）"),
    ]
