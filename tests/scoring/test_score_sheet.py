import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from scoring.models import RuleSet
from tests.factories.scoring import small_standard

pytestmark = pytest.mark.django_db

CODE = "TEST 1-2026"
ENTRIES = {
    "1.1": {"inputs": {"level": 2}},
    "1.2": {"mark": 10},
    "2.1": {"mark": 11},
    "2.2.1": {"inputs": {"items": ["棋牌室", "健身房"]}},
}


@pytest.fixture(autouse=True)
def standard():
    return small_standard()


@pytest.fixture
def answer_to(tmp_path, capsys):
    """What the command prints for a file that holds ``text``."""

    def answer_to(text, code=CODE):
        file = tmp_path / "marks.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("score_sheet", f"--standard={code}", str(file))
        return capsys.readouterr().out

    return answer_to


def test_a_sheet_is_marked_and_summed_up(answer_to):
    answer = answer_to(json.dumps(ENTRIES))

    assert json.loads(answer) == {
        "total": 29,
        "complete": False,
        "missing": ["2.1", "2.2.2"],
        "marks": {"1.1": 15, "1.2": 10, "2.2.1": 4},
        "nodes": {"1": 25, "2": 4, "2.2": 4},
        "refusals": [
            {
                "number": "2.1",
                "message": "2.1 服务规范：只能计 0 至 10 之间的整数分，请重新填写。",
            }
        ],
    }
    assert "服务规范" in answer


def test_a_complete_sheet_says_so(answer_to):
    best = {"1.1": 20, "1.2": 10, "2.1": 10, "2.2.1": 6, "2.2.2": 4}

    answer = json.loads(answer_to(json.dumps({n: {"mark": mark} for n, mark in best.items()})))

    assert (answer["total"], answer["complete"], answer["missing"]) == (50, True, [])


def test_a_file_of_windows_and_another_spelling_of_the_code_are_read(answer_to):
    answer = answer_to(b'\xef\xbb\xbf{"2.1": {"mark": 3}}', code="test1—2026")

    assert json.loads(answer)["marks"] == {"2.1": 3}


def test_standard_input_is_read(monkeypatch, capsys):
    sent = SimpleNamespace(buffer=io.BytesIO(b'{"2.1": {"mark": 3}}'))
    monkeypatch.setattr("sys.stdin", sent)

    call_command("score_sheet", "--standard", CODE, "-")

    assert json.loads(capsys.readouterr().out)["total"] == 3


def test_a_strict_standard_refuses_what_needs_a_reason_elsewhere(answer_to):
    text = '{"1.2": {"mark": 4, "reason": "部分"}}'
    assert json.loads(answer_to(text))["marks"] == {"1.2": 4}

    RuleSet.objects.update(strict_binary=True)

    (refusal,) = json.loads(answer_to(text))["refusals"]
    assert refusal["message"] == "1.2 产品主题：只能计 0 或 10 分，请选择“符合”或“不符合”。"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "不是正确的 JSON（第1行），请核对后重试。"),
        (b"\xff\xfe{", "不是 UTF-8 编码，请另存为 UTF-8 后重试。"),
    ],
)
def test_what_cannot_be_read_is_refused(answer_to, text, sentence):
    with pytest.raises(CommandError, match=r"marks\.json：") as refusal:
        answer_to(text)

    assert str(refusal.value).endswith(sentence)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(CommandError) as refusal:
            call_command("score_sheet", "--standard", CODE, str(path))
        assert str(refusal.value) == f"读不出文件 {path}，请核对路径和权限。"


def test_a_standard_that_is_not_loaded_is_refused(answer_to):
    with pytest.raises(CommandError, match=r"没有载入标准“GB 1”（已载入：TEST 1-2026）"):
        answer_to("{}", code="GB 1")
