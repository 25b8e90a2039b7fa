import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import clean_line, clean_text, count_characters
from tests.portal.text_samples import COUNTED


@pytest.mark.parametrize(("text", "count"), COUNTED)
def test_characters_are_counted_as_word_counts_them(text, count):
    assert count_characters(text) == count


def test_a_thousand_characters_are_a_thousand():
    assert count_characters("康" * 999 + "。") == 1000
    assert count_characters("康\n" * 1001) == 1001


@given(st.text(), st.text())
def test_a_line_end_counts_nothing_and_parts_words(one, other):
    assert count_characters(f"{one}\n{other}") == count_characters(one) + count_characters(other)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("一段\r\n二段\r三段\u000b四段\u2028五段\u2029六段", "一段\n二段\n三段\n四段\n五段\n六段"),
        ("一段\n\n\n\n二段\n \n三段", "一段\n\n二段\n\n三段"),
        ("\u3000\u3000首行缩进  \n\u3000\u3000第二段", "首行缩进\n第二段"),
        ("表\t格\u00a0间\u2003隔", "表 格 间 隔"),
        ("零\u200b宽\ufeff连\u00ad字\u202e反\x00控\x07制\x7f", "零宽连字反控制"),
        ("\n\n正文\n\n", "正文"),
        ("中　间", "中　间"),
        ("e\u0301", "é"),
        ("\uf0b7第一点", "•第一点"),
        ("孤\ud800字", "孤字"),
        ("", ""),
        (" \n\u200b ", ""),
    ],
)
def test_pasted_text_becomes_plain_paragraphs(pasted, kept):
    assert clean_text(pasted) == kept


@pytest.mark.parametrize(
    "text",
    ["隰县、岢岚、䶮、㛃、𬭚、𠮷、\u3007", "豈﨑\U0002f800", "葛\U000e0100城", "①②Ⅱ类≥55dB(A)℃㎡"],
)
def test_rare_characters_stay_as_they_are(text):
    assert clean_text(text) == text


def test_pasted_html_leaves_its_words():
    pasted = (
        '<p class="MsoNormal" style="a:b">一、<b>情况</b>&nbsp;好&lt;优</p>\n'
        "<style>p{color:red}</style><!-- 注 --><p>二<br/>三<o:p></o:p></p>"
        "<table><tr><td>甲</td><td>乙</td></tr></table>"
    )

    assert clean_text(pasted) == "一、情况 好<优\n二\n三\n甲 乙"


@pytest.mark.parametrize(
    "text",
    ["水质<Ⅱ类，气温>20℃", "a<b and c>d", "见<附件1>和<p>段", "&nbsp;原样", "x < y & z > w"],
)
def test_signs_that_are_no_html_stay(text):
    assert clean_text(text) == text


def test_what_begins_and_never_ends_is_text():
    assert clean_text("甲<br>乙<!-- 丙<style>丁</style>戊") == "甲\n乙<!-- 丙戊"
    assert clean_text("<p>甲</p><STYLE>乙</style ><script>丙<!-- 丁 -->") == "甲\n<script>丙"
    assert clean_text("<br><!-- <style> -->甲</style>") == "甲</style>"


def test_no_more_marks_are_piled_up_than_any_script_has():
    piled = "a" + "\u0316" * 200

    assert clean_text(piled) == "a" + "\u0316" * 30
    assert clean_text("a" + "\u0344" * 40) == clean_text(clean_text("a" + "\u0344" * 40))
    assert clean_text("ệ") == clean_text("e\u0323\u0302") == "ệ"


@pytest.mark.parametrize(
    "piece", ["<!--", "<style>", "<script ", "<p a='", "</p ", " ", "\u0301\u0316", "\u0f73\u0f71"]
)
def test_what_nobody_has_written_is_read_to_its_end_all_the_same(piece):
    """What takes the square of this length is not read within the hour."""
    line = clean_line(f"<br>甲{piece * (400_000 // len(piece))}乙")

    assert (line[0], line[-1]) == ("甲", "乙")


def test_line_joins_what_was_broken():
    assert clean_line(" 山西省\r\n太原市 \n\n 晋源区 ") == "山西省 太原市 晋源区"


@given(st.text())
def test_cleaning_is_done_once_and_leaves_nothing_invisible(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert not [
        character
        for character in cleaned
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
    ]
