"""二（二）至（四）: their 字数."""

from collections.abc import Iterator
from dataclasses import dataclass

from applications.choices import NARRATIVES, SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop, warn
from portal.text import count_characters


@dataclass(frozen=True, slots=True)
class NarrativeLimits:
    """字数 bounds: outside ``least``..``most`` refused, outside the inner pair warned."""

    least: int
    most: int
    warn_below: int = 0
    warn_above: int = 10**6


#: 创建情况 500-1000 字 by the form; 经营状况 and 发展方向 300字左右, read as domain.md §4.2 does.
NARRATIVE_LIMITS = {
    SectionName.ACHIEVEMENTS: NarrativeLimits(500, 1000),
    SectionName.OPERATIONS: NarrativeLimits(150, 600, 240, 360),
    SectionName.DIRECTION: NarrativeLimits(150, 600, 240, 360),
}


@check("文字部分未填写或字数不符", *NARRATIVES)
def narratives_in_limits(contents: Contents) -> Iterator[Said]:
    for section in NARRATIVES:
        count = count_characters(getattr(contents.dossier, section))
        limits = NARRATIVE_LIMITS[section]
        if count == 0:
            yield stop(section, f"{section.label}尚未填写。", section)
        elif not limits.least <= count <= limits.most:
            sentence = (
                f"{section.label}现为{count}字，应为{limits.least}至{limits.most}字，请修改。"
            )
            yield stop(section, sentence, section)
        elif not limits.warn_below <= count <= limits.warn_above:
            sentence = f"{section.label}要求300字左右，现为{count}字，请酌情增删。"
            yield warn(section, sentence, section)
