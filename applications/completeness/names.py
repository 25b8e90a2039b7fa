"""The names on the cover against the registered ones (domain.md §7): pointed at, never changed."""

import unicodedata
from collections.abc import Iterator

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, warn

BASICS = SectionName.BASICS
RENAMED = "请核对营业执照和公章；确已变更的，上传变更证明并请市文化和旅游局更正登记。"


def differs(written: str | None, registered: str | None) -> bool:
    """Whether both are known and not the same name; blanks and full width make no difference."""
    return bool(written and registered) and _plain(written) != _plain(registered)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).upper()


@check("申请单位与登记名称不一致", BASICS)
def unit_name_as_registered(contents: Contents) -> Iterator[Said]:
    written, registered = contents.dossier.unit_name, contents.organisation.name
    if differs(written, registered):
        sentence = f"封面申请单位“{written}”与登记的单位名称“{registered}”不一致，{RENAMED}"
        yield warn(BASICS, sentence, "unit_name")


@check("统一社会信用代码与登记不一致", BASICS)
def credit_code_as_registered(contents: Contents) -> Iterator[Said]:
    written, registered = contents.dossier.credit_code, contents.organisation.credit_code
    if differs(written, registered):
        sentence = f"统一社会信用代码{written}与登记的{registered}不一致，{RENAMED}"
        yield warn(BASICS, sentence, "credit_code")


@check("示范区名称与登记名称不一致", BASICS)
def zone_name_as_registered(contents: Contents) -> Iterator[Said]:
    written, registered = contents.dossier.zone_name, contents.organisation.zone_name
    if differs(written, registered):
        sentence = (
            f"封面示范区名称“{written}”与登记的示范区名称“{registered}”不一致，"
            "请核对全称；确需变更的，请市文化和旅游局更正登记。"
        )
        yield warn(BASICS, sentence, "zone_name")
