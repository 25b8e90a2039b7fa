"""六、评分表（自检） and the figures beside it."""

from collections.abc import Iterator

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop, warn
from applications.figure_hints import HINTS
from applications.places import field_label

SELF_CHECK, FIGURES = SectionName.SELF_CHECK, SectionName.FIGURES


@check("自检计分未评全", SELF_CHECK)
def every_leaf_marked(contents: Contents) -> Iterator[Said]:
    if blank := contents.marks.count(None):
        sentence = f"自检计分还有{blank}项未评分（共{len(contents.marks)}项），请补充。"
        yield stop(SELF_CHECK, sentence)


@check("计分超出申报数据且未说明理由", SELF_CHECK)
def every_mark_explained(contents: Contents) -> Iterator[Said]:
    for problem in contents.unexplained:
        yield stop(SELF_CHECK, problem.text, url=problem.url)


@check("计了分但无佐证或佐证已更换", SELF_CHECK)
def evidence_given(contents: Contents) -> Iterator[Said]:
    for sentence in contents.unproven:
        yield warn(SELF_CHECK, sentence)


@check("评分佐证数据前后不符", FIGURES)
def figures_consistent(contents: Contents) -> Iterator[Said]:
    for name, look in HINTS.items():
        if sentence := look(contents.figures, contents.dossier):
            label = field_label(contents.application, name)
            yield warn(FIGURES, f"{label}：{sentence}", name)
