"""其他材料: there, readable, of the right version, each paper once."""

from collections import defaultdict
from collections.abc import Iterator

from applications import uploads
from applications.choices import Binding, SectionName, Status, Supplier
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop, warn
from applications.models import Attachment

ATTACHMENTS = SectionName.ATTACHMENTS
#: Here the next move asks for the unit's and the city's scans: T10 and T14.
SCANS_NEEDED = (Status.REVIEWED, Status.PROVINCE_RETURNED)


def slot_of(file: Attachment) -> dict:
    """The place of a file: its slot."""
    return {"anchor": f"slot-{file.item_id}", "item": file.item}


@check("缺少必备材料", ATTACHMENTS)
def materials_present(contents: Contents) -> Iterator[Said]:
    """The unit's required papers that are neither there nor waived."""
    present = {file.item_id for file in contents.files} | contents.waived
    for item in contents.catalogue:
        wanted = item.is_required and item.supplier == Supplier.UNIT and not item.binding
        if wanted and item.pk not in present:
            sentence = f"缺少材料：{item}，请上传。"
            yield stop(ATTACHMENTS, sentence, anchor=f"slot-{item.pk}", item=item)


@check("文件打不开或不完整", ATTACHMENTS)
def files_readable(contents: Contents) -> Iterator[Said]:
    """A paper that cannot be read is not handed in; the full test is made in the background."""
    for file in contents.files:
        if fault := uploads.fault_at_hand(file) or file.fault:
            says = stop if file.item.supplier == Supplier.UNIT else warn
            sentence = f"材料“{file.item}”的文件“{file.name}”无法使用：{fault}"
            yield says(ATTACHMENTS, sentence, **slot_of(file))


@check("扫描件已失效", ATTACHMENTS)
def scans_of_this_version(contents: Contents) -> Iterator[Said]:
    says = stop if contents.application.status in SCANS_NEEDED else warn
    for file in contents.files:
        binding = file.item.binding
        if binding not in (Binding.SUBMISSION, Binding.REVIEW):
            continue
        if file.bound_digest != contents.digests[binding]:
            sentence = (
                f"“{file.item}”不是当前{Binding(binding).label}的扫描件，已失效，"
                "请重新打印当前版本、签字盖章后扫描上传。"
            )
            yield says(ATTACHMENTS, sentence, **slot_of(file))


@check("同一文件重复上传", ATTACHMENTS)
def no_file_twice(contents: Contents) -> Iterator[Said]:
    """The same content in two slots; one of them is probably a slip."""
    twins = defaultdict(list)
    for file in contents.files:
        twins[file.sha256].append(file)
    for first, *others in twins.values():
        for other in others:
            if other.item_id != first.item_id:
                sentence = (
                    f"材料“{other.item.code}”与“{first.item.code}”上传了同一个文件"
                    f"“{other.name}”，请核对是否传错。"
                )
                yield warn(ATTACHMENTS, sentence, **slot_of(other))
