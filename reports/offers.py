"""Which files of one application somebody may ask for, grouped as people look for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from applications.models import Application
from applications.permissions import can_read_dossier
from applications.proofs import Filled, can_read_names, readable_sheets
from portal.models import User
from reports import permissions as may

SUFFIXES = {"pdf": "PDF", "xlsx": "Excel"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: the file ``kind`` of the ``subject`` with that key, of its ``sheet``."""

    label: str
    kind: str
    subject: str
    key: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    note: str
    offers: tuple[Offer, ...]


def offers_of(application: Application, user: User) -> list[Group]:
    """Everything that ``user`` may have now; the files themselves ask again."""
    groups = [*_papers(application, user), *_proofs(application, user), _blanks(application)]
    return [group for group in groups if group.offers]


def _papers(application: Application, user: User) -> Iterator[Group]:
    if not can_read_dossier(user, application):
        return
    pk = application.pk
    yield Group("申请报告书", "", (Offer("报告书PDF", "dossier", "application", pk),))
    note = "报告书第六部分，单独成册；只含您现在可以查看的各栏。"
    whole, alone = _both("scores", pk, label="三栏"), _both("scores", pk, "self_check", "自检")
    yield Group("评分表", note, (*whole, *alone))
    offers = [Offer("各栏对照Excel", "comparison_xlsx", "application", pk)]
    if may.can_print_result(user, application):
        offers.append(Offer("评定结果PDF", "result_pdf", "application", pk))
    yield Group("对照和结果", "评定结果为报告书第七部分，供打印签名。", tuple(offers))


def _both(kind: str, key: int, sheet: str = "", label: str = "") -> tuple[Offer, ...]:
    """The file as PDF and as workbook."""
    return tuple(
        Offer(f"{label}{word}", f"{kind}_{suffix}", "application", key, sheet)
        for suffix, word in SUFFIXES.items()
    )


def _proofs(application: Application, user: User) -> Iterator[Group]:
    for filled in readable_sheets(user, application):
        if filled.seat:
            yield _member(filled)
        else:
            yield _column(filled, user)


def _column(filled: Filled, user: User) -> Group:
    pk, name = filled.application.pk, filled.name
    named = bool(can_read_names(user, filled))
    offers = _both("proof", pk, name, "内部版") if named else ()
    nameless = _both("proof_nameless", pk, name, "不含姓名版")
    return Group(f"得分依据：{filled.column.label}", "", (*offers, *nameless))


def _member(filled: Filled) -> Group:
    pk, name, seat = filled.application.pk, filled.name, filled.seat
    sheet = Offer("评分表PDF", "member_sheet_pdf", "application", pk, name)
    ended = "，已更换" if seat.ended_at else ""
    proofs = _both("proof", pk, name, "得分依据")
    return Group(f"成员计分：{seat.user.name}{ended}", "", (sheet, *proofs))


def _blanks(application: Application) -> Group:
    batch = application.batch_id
    note = "不含任何单位的数据；现场没有网络或设备时使用，事后补录时来源选“现场纸质”。"
    offers = (
        Offer("现场评分记录表PDF", "blank_sheet_pdf", "batch", batch),
        Offer("空白评分表PDF", "blank_form_pdf", "batch", batch),
        Offer("空白评分表Excel", "blank_form_xlsx", "batch", batch),
    )
    return Group("空白表", note, offers)
