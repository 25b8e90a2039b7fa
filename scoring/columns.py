"""The workbook of a standard: its two sheets, their heads, and the words that stand in them."""

from portal.worksheets import Head
from scoring.choices import NodeKind, ValueColumn

ABOUT, TABLE, EXAMPLE, NOTES = "标准", "评分表", "示例", "填写说明"

#: Field of the document, its label on the first sheet, and how else it may be called.
FACTS = {
    "code": ("标准号", "标准编号", "文号", "标准代号"),
    "title": ("名称", "标准名称", "评定标准名称"),
    "source": ("依据", "依据文件", "来源"),
    "total": ("总分", "满分", "总分值"),
    "strict_binary": ("严格二值",),
}

#: The four columns of a sheet that prints its values by depth.
DEPTHS = {
    "section": ValueColumn.SECTION,
    "group": ValueColumn.GROUP,
    "subgroup": ValueColumn.SUBGROUP,
    "item": ValueColumn.ITEM,
}


def _optional(name: str, label: str, *aliases: str) -> Head:
    return Head(name, label, aliases, required=False)


#: How the column of the texts is called in rules of all kinds.
TEXT_HEADS = (
    "项目",
    "评价项目",
    "评定内容",
    "评价内容",
    "考核内容",
    "检查项目",
    "评分项目",
    "评分内容",
    "评审内容",
    "项目内容",
    "内容",
    "指标",
    "评价指标",
    "考核指标",
    "评定指标",
    "验收指标",
    "验收指标及分值",
    "评价因子",
    "文字",
)
HELP_HEADS = (
    "检查评定方法与说明",
    "评定方法与说明",
    "检查方法",
    "评分标准",
    "评分说明",
    "评分细则",
    "计分方法",
    "评分方法",
    "说明",
    "备注",
)
HEADS = (
    _optional("number", "序号", "编号", "项目编号", "条款号", "条款", "项号"),
    Head("text", "评定项目", TEXT_HEADS),
    _optional("column", "分值栏", "所在栏"),
    _optional("points", "分值", "标准分", "标准分值", "分数", "满分", "赋值", "项目分值"),
    *(
        _optional(name, f"{column.value}分值", f"{column.value}分值栏", column.value)
        for name, column in DEPTHS.items()
    ),
    _optional("kind", "行类别", "行类型", "节点"),
    _optional("rule", "规则", "规则类型", "评分规则", "计分规则", "规则代码", "规则种类"),
    _optional("params", "参数", "规则参数"),
    _optional("certainty", "明确度"),
    _optional("parent", "上级", "上级序号"),
    _optional("evidence", "常用佐证", "佐证", "佐证材料", "证明材料", "佐证资料"),
    _optional("help", "填写说明", *HELP_HEADS),
    _optional("crosscheck", "数据核对", "核对项"),
)
LABELS = {head.name: head.label for head in HEADS}
#: What the workbook of a stored standard has; the four columns are one with a word there.
WRITTEN = (
    "number",
    "text",
    "column",
    "points",
    "kind",
    "rule",
    "params",
    "certainty",
    "evidence",
    "help",
    "crosscheck",
)

CERTAINTIES = {"明示": "E", "推断": "I", "待定": "A"}
#: How a kind of row is called in the workbook.
KINDS = {kind.label: kind.value for kind in NodeKind}
YES = ("是", "开启", "Y", "YES", "TRUE", "1")
#: What the row of the total is called.
TOTALS = ("总分", "合计", "总计", "总分值", "合计分值", "共计")
SUBTOTALS = ("小计", "本项小计", "分项小计", "大项小计")
TOTAL_KEY, TOTAL_NUMBER = "TOTAL", "总分"
