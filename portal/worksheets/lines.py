"""One row below the head, as it stands: texts and troubles by field, and what kind of row it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.worksheets.cells import TEXT, Sheet
from portal.worksheets.heads import FoundHead, plain
from portal.worksheets.tables import ImportRefused
from portal.worksheets.texts import shown

#: Characters of all cells together; seventy organisations write a tenth of it.
MAX_TEXT = 3_000_000
#: A cell that only says: and so on, or: nothing here.
DOTS = re.compile(r"[\s·・•‧∙．.。…⋯/／\\—―–－-]+")
#: A line of sums.
SUM = re.compile(r"[合小总共]计(?:[:：（(].*|\d.*)?")
#: What stands below every form: what the form says of itself, and who filled it in.
FOOT = re.compile(
    r"[（(【]?(?:[此本]表|(?:填[报表写]|制表|审[核批]|复核|签[字发]|盖章|负责|分管|主管"
    r"|单位负责|联系|联络|电话|日期|报送)[^:：\n]{0,8}[:：])"
)
#: A note that somebody wrote.
REMARK = re.compile(r"[（(【]?(?:备?注|说明)[^:：\n]{0,8}[:：]")
SPREAD = "单元格与旁边的列合并了，请取消合并后逐格填写。"


@dataclass(slots=True)
class Line:
    """One row of the sheet; ``opening`` is its first text in any column, of ours or not."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    opening: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of ours stands in it."""
        return not self.texts and not self.troubles

    @property
    def is_foot(self) -> bool:
        return bool(FOOT.match(self.opening))

    def is_aside(self, head: FoundHead, groups: tuple[str, ...], key: str) -> bool:
        """Whether it is a note, sums, or the head or a title once more."""
        if self.is_foot or REMARK.match(self.opening):
            return True
        named = (self.opening, *(self.texts.get(name, "") for name in (*groups, key)))
        if any(SUM.fullmatch("".join(text.split())) for text in named):
            return True
        is_alone = not self.troubles and set(self.texts) <= set(groups)
        if is_alone and plain(self.opening) in map(plain, head.titles):
            return True
        labels = {name: plain(label) for name, label in head.labels.items()}
        return labels == {name: plain(text) for name, text in self.texts.items()}


def lines(sheet: Sheet, head: FoundHead, title: str) -> Iterator[Line]:
    """The rows below ``head`` in which anything stands.

    A text that is spread over several columns is a trouble; where it is the only one of its
    row it is a title, and goes to the field ``title`` if it stands over that column. Raises
    ImportRefused for more text than anybody writes.
    """
    names = {column: name for name, column in head.columns.items()}
    size = 0
    for number in sorted(row for row in sheet.rows if row > head.last):
        size += sum(len(cell.value) for cell in sheet.rows[number].values() if cell.kind == TEXT)
        if size > MAX_TEXT:
            raise ImportRefused("表格中的文字超过300万字，请分成几个文件上传。")
        line = Line(number)
        texts = _texts(sheet, line, names)
        line.opening = next(iter(texts.values()), "")
        for column, text in texts.items():
            held = sheet.merges.of(number, column)
            last = held.last_column if held else column
            over = [names[place] for place in range(column, last + 1) if place in names]
            if over == [names.get(column)]:
                line.texts[over[0]] = text
            elif len(texts) == 1 and title in over:
                line.texts[title] = text
            elif len(texts) > 1 and over:
                line.troubles[over[0]] = SPREAD
        yield line


def _texts(sheet: Sheet, line: Line, names: dict[int, str]) -> dict[int, str]:
    """Every text of the row by column; what is unclear in a column of ours is a trouble."""
    texts = {}
    for column, cell in sorted(sheet.rows[line.number].items()):
        try:
            text = shown(cell)
        except ValueError as trouble:
            if column in names:
                line.troubles[names[column]] = str(trouble)
        else:
            if text and not DOTS.fullmatch(text):
                texts[column] = text
    return texts
