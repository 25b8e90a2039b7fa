"""People of a city's units from a workbook: person by person 新增, 修改, 不变 or 拒绝.

A new name with a credit code is a new 创建单位. Blank cells of somebody known change nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from django.db import transaction

from portal import audit
from portal.access import require
from portal.choices import LEDGER_KINDS, UNIT_ROLES, OrganisationKind, OrganisationStanding, Role
from portal.forms.people import DETAILS, NewPersonForm, PersonForm, UnitRowForm
from portal.locking import lock_record
from portal.models import Membership, Organisation, Region, User
from portal.permissions import can_manage_account, can_register
from portal.services import (
    NewAccount,
    accounts_of,
    change_person,
    create_account,
    save_organisation,
)
from portal.validators import normalise_code, normalise_username
from portal.worksheets import CellTrouble, ImportRefused, SheetRow, read_table

VERSION = "人员-1"
HEADS = {
    "unit": "单位名称",
    "credit_code": "统一社会信用代码",
    "county": "所属县区",
    "name": "姓名",
    "position": "职务",
    "role": "角色",
    "username": "用户名",
    "phone": "联系电话",
    "email": "电子邮箱",
}
#: As a workbook says it, and as it is called everywhere else.
ROLES = {"经办人": Role.UNIT_CLERK, "负责人": Role.UNIT_HEAD} | {
    role.label: role for role in UNIT_ROLES
}
NEW, CHANGED, SAME, REFUSED = "新增", "修改", "不变", "拒绝"
TONES = {NEW: "open", CHANGED: "returned", SAME: "neutral", REFUSED: "problem"}
MOST = 500
#: Each new password is hashed within the request.
MOST_NEW = 50

#: What stands in a row, by field, and the number of the row.
Typed = dict[str, str]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One row: what would become of the person, and why it is refused."""

    number: int
    action: str
    typed: Typed
    changes: list[str] = field(default_factory=list)
    troubles: list[CellTrouble] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.action]


@dataclass(slots=True)
class Preview:
    """What an import would do; ``rows`` are what was read, to be judged again when it is done."""

    lines: list[PreviewLine]
    rows: list[tuple[int, Typed]]
    units: list[str]
    lacking: list[str]

    @property
    def troubles(self) -> list[CellTrouble]:
        return [trouble for line in self.lines for trouble in line.troubles]

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(line.action for line in self.lines)
        return [(word, found[word]) for word in (NEW, CHANGED, SAME, REFUSED)]

    @property
    def is_ready(self) -> bool:
        return not self.troubles and any(line.action in (NEW, CHANGED) for line in self.lines)

    @property
    def mark(self) -> list[Any]:
        """What was promised, to be compared with what would be done later."""
        return [[line.number, line.action, line.changes] for line in self.lines]


def read(file: IO[bytes]) -> list[SheetRow]:
    """The rows of a filled-in template. Raises ImportRefused."""
    rows = read_table(file, heads=HEADS, version=VERSION, fills_down="unit").rows
    if not rows:
        raise ImportRefused("表中没有填写人员，请填写后上传。")
    if len(rows) > MOST:
        raise ImportRefused(f"一次最多导入{MOST}人，现为{len(rows)}人，请分成几个文件。")
    return rows


def preview_of(rows: list[SheetRow], *, city: Region, actor: User) -> Preview:
    """What importing ``rows`` would do now; stores nothing. Raises ImportRefused."""
    judge = _Judge(city, actor)
    lines = judge.lines(rows)
    if (new := sum(line.action == NEW for line in lines)) > MOST_NEW:
        raise ImportRefused(f"一次最多新建{MOST_NEW}个账号，现为{new}个，请分成几个文件。")
    typed = [(line.number, line.typed) for line in lines]
    return Preview(lines, typed, list(judge.new_units), judge.lacking)


@transaction.atomic
def store(
    *, rows: list[tuple[int, Typed]], mark: list[Any], city: Region, actor: User
) -> list[NewAccount]:
    """Do exactly what was previewed, all of it or nothing.

    Raises ImportRefused when things have changed meanwhile, AccountRefused as the services do.
    """
    require(can_register(actor, city))
    lock_record(Region.objects, pk=city.pk)
    judge = _Judge(city, actor)
    lines = judge.lines(SheetRow(number, typed, places=_places(number)) for number, typed in rows)
    preview = Preview(lines, rows, list(judge.new_units), judge.lacking)
    if preview.mark != mark or preview.troubles:
        raise ImportRefused("单位或人员的信息刚刚有变化，没有导入，请重新上传文件、核对后再确认。")
    for unit in judge.new_units.values():
        save_organisation(organisation=unit, fields=["import"], actor=actor)
    heads_first = sorted(judge.plans, key=lambda plan: plan.role != Role.UNIT_HEAD)
    accounts = [done for plan in heads_first if (done := plan.carry_out(actor))]
    counts = {word: count for word, count in preview.counts if count}
    audit.record(actor, "import_people", city, label="从Excel导入人员", **counts)
    return accounts


def _places(number: int) -> dict[str, str]:
    return {name: f"第{number}行{label}" for name, label in HEADS.items()}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A person to be made (``held`` None) or changed."""

    unit: Organisation
    held: Membership | None
    role: Role
    details: dict[str, str]
    username: str

    def carry_out(self, actor: User) -> NewAccount | None:
        if self.held:
            change_person(membership=self.held, details=self.details, role=self.role, actor=actor)
            return None
        person = {"username": self.username, "role": self.role, **self.details}
        return create_account(organisation=self.unit, actor=actor, **person)


class _Judge:
    """Meets the rows one by one; each person and each new unit once."""

    def __init__(self, city: Region, actor: User):
        self.city, self.actor = city, actor
        self.new_units: dict[str, Organisation] = {}
        self.plans: list[_Plan] = []
        rows = Organisation.objects.filter(city=city, kind__in=LEDGER_KINDS)
        self._units = {unit.name: unit for unit in rows}
        self._counties = {county.pk: county for county in Region.objects.filter(parent=city)}
        self._taken: set[str] = set()
        self._accounts: dict[str, User] = {}
        self._heads: set[str] = set()
        self._seen: dict[str, int] = {}

    @property
    def lacking(self) -> list[str]:
        """New units for which the file names no 负责人."""
        return [name for name in self.new_units if name not in self._heads]

    def lines(self, rows: Iterable[SheetRow]) -> list[PreviewLine]:
        """Each row judged after those before it; as many queries for one as for hundreds."""
        read = [(row, _typed(row)) for row in rows]
        self._accounts = accounts_of(typed["username"] for _, typed in read)
        new = {normalise_code(t["credit_code"]) for _, t in read if t["unit"] not in self._units}
        known = Organisation.objects.filter(credit_code__in=new - {""})
        self._taken = set(known.values_list("credit_code", flat=True))
        return [self._line(row, typed) for row, typed in read]

    def _line(self, row: SheetRow, typed: Typed) -> PreviewLine:
        found = _Troubles(row)
        unit = self._unit(typed, found)
        held = self._held(typed, unit, found)
        details, role = self._person(typed, held, found)
        if found.troubles or unit is None or role is None:
            return PreviewLine(row.number, REFUSED, typed, troubles=found.troubles)
        changes = _changes(held, details, role) if held else []
        if role == Role.UNIT_HEAD:
            self._heads.add(unit.name)
        if changes or not held:
            self.plans.append(_Plan(unit, held, role, details, typed["username"]))
        action = (CHANGED if changes else SAME) if held else NEW
        return PreviewLine(row.number, action, typed, changes)

    # --- the unit --------------------------------------------------------------------

    def _unit(self, typed: Typed, found: "_Troubles") -> Organisation | None:
        name, code = typed["unit"], normalise_code(typed["credit_code"])
        if not name:
            return found.add("unit", "请填写单位名称，同一单位的每一行都要填写。")
        known = self._units.get(name) or self.new_units.get(name)
        if known is None:
            return self._new_unit(typed, found)
        if code and code != (known.credit_code or ""):
            found.add("credit_code", f"与“{name}”登记的统一社会信用代码不一致，请核对或留空。")
        if known.standing == OrganisationStanding.DISABLED:
            found.add("unit", f"“{name}”已停用，不能再设账号。")
        return known

    def _new_unit(self, typed: Typed, found: "_Troubles") -> Organisation | None:
        blank = Organisation(city=self.city, kind=OrganisationKind.CREATING_UNIT)
        county = self._county(typed["county"])
        values = {"name": typed["unit"], "credit_code": typed["credit_code"], "county": county}
        form = UnitRowForm(values, instance=blank, counties=self._counties, taken=self._taken)
        places = {"name": "unit"}
        for name, sentences in form.errors.items():
            text = f"本市没有名为“{typed['unit']}”的单位，按新单位登记：{''.join(sentences)}"
            found.add(places.get(name, name), text)
        if form.errors:
            return None
        unit = form.save(commit=False)
        if any(unit.credit_code == other.credit_code for other in self.new_units.values()):
            return found.add("credit_code", "文件中另一个新单位也填了这个代码，请核对。")
        self.new_units[unit.name] = unit
        return unit

    def _county(self, name: str) -> str:
        """The code of a county of the city, with or without the city's name before it."""
        found = {county.name: code for code, county in self._counties.items()}
        return found.get(name.removeprefix(self.city.name), name)

    # --- the person ------------------------------------------------------------------

    def _held(
        self, typed: Typed, unit: Organisation | None, found: "_Troubles"
    ) -> Membership | None:
        """The role that the person of that user name holds in the unit; None for a new one."""
        username = typed["username"]
        if username in self._seen:
            return found.add(
                "username", f"与第{self._seen[username]}行的用户名重复，一人只填一行。"
            )
        self._seen[username] = found.row.number
        person = self._accounts.get(username)
        if person is None or unit is None:
            return None
        held = [one for one in person.current_memberships if one.organisation_id == unit.pk]
        held = [one for one in held if one.role in UNIT_ROLES]
        if not held:
            return None
        if not (decision := can_manage_account(self.actor, person)):
            return found.add("username", decision.reason)
        if len(held) > 1:
            return found.add("username", "该用户在本单位有两个角色，请在“人员”页面逐项修改。")
        return held[0]

    def _person(
        self, typed: Typed, held: Membership | None, found: "_Troubles"
    ) -> tuple[dict[str, str], Role | None]:
        role = ROLES.get(typed["role"])
        if role is None:
            found.add("role", "请填写“经办人”或“负责人”。")
        values = {name: typed[name] or _kept(held, name) for name in DETAILS}
        values |= {"username": typed["username"], "role": role or Role.UNIT_CLERK}
        kind = PersonForm if held else partial(NewPersonForm, known=self._accounts)
        form = kind(values, roles=list(UNIT_ROLES))
        for name, sentences in form.errors.items():
            found.add(name, "".join(sentences))
        return (form.details if form.is_valid() else {}), role


class _Troubles:
    """What is wrong with a row, each cell once."""

    def __init__(self, row: SheetRow):
        self.row = row
        self.troubles = list(row.troubles)

    def add(self, name: str, sentence: str) -> None:
        place = self.row.places[name]
        if place not in {trouble.place for trouble in self.troubles}:
            self.troubles.append(CellTrouble(place, sentence))


def _typed(row: SheetRow) -> Typed:
    """What stands in a row, cell by cell, the user name as it is stored."""
    typed = {name: _text(row.values.get(name, "")) for name in HEADS}
    return typed | {"username": normalise_username(typed["username"])}


def _text(value: Any) -> str:
    """A cell as one line; a telephone that Excel keeps as a number has no decimals."""
    whole = isinstance(value, float) and value.is_integer()
    return " ".join(str(int(value) if whole else value).split())


def _kept(held: Membership | None, name: str) -> str:
    return getattr(held.user, name) if held else ""


def _changes(held: Membership, details: dict[str, str], role: Role | None) -> list[str]:
    labels = {name: User._meta.get_field(name).verbose_name for name in DETAILS}
    told = [
        f"{labels[name]}由“{getattr(held.user, name)}”改为“{value}”"
        for name, value in details.items()
        if value != getattr(held.user, name)
    ]
    if role and held.role != role:
        told.append(f"角色由{held.get_role_display()}改为{role.label}")
    return told
