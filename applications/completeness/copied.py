"""What was taken over from an earlier batch: somebody must have looked at it."""

from collections.abc import Iterator

from applications.choices import UNIT_SECTIONS
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop


@check("沿用内容未核对", *UNIT_SECTIONS)
def copied_parts_looked_at(contents: Contents) -> Iterator[Said]:
    for name in UNIT_SECTIONS:
        section = contents.sections.get(name)
        if section and section.copied_from:
            yield stop(name, f"{name.label}沿用自{section.copied_from}，请打开核对后保存。")
