import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from scoring.entries import Scored, read_entries, score
from scoring.management.console import speak_utf8, standard_named
from scoring.outline import outline_of


class Command(BaseCommand):
    help = (
        "按评分标准计算一份评分表：读入由序号到录入内容的 JSON 对象，"
        "输出各项得分、各级小计、总分、未评项和不予采用的录入。不写入任何数据。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--standard", required=True, help="标准号，例如 DB14/T 2480-2022")
        parser.add_argument("file", help="JSON 文件；- 为标准输入")

    def handle(self, *args, standard, file, **options):
        speak_utf8(self.stdout)
        outline = outline_of(standard_named(standard))
        try:
            entries = read_entries(read_text(file))
        except ValueError as problem:
            raise CommandError(f"{name_of(file)}：{problem}") from problem
        answer = described(score(outline, entries))
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def read_text(file: str) -> str:
    """The whole of ``file``; raises CommandError where it cannot be read."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"读不出文件 {file}，请核对路径和权限。") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name_of(file)}：不是 UTF-8 编码，请另存为 UTF-8 后重试。") from error


def name_of(file: str) -> str:
    return "标准输入" if file == "-" else file


def described(scored: Scored) -> dict:
    """The answer as it is printed; leaves in source order."""
    return {
        "total": scored.totals.total,
        "complete": scored.totals.is_complete,
        "missing": scored.totals.missing,
        "marks": scored.marks,
        "nodes": scored.totals.nodes,
        "refusals": [
            {"number": number, "message": message} for number, message in scored.refusals.items()
        ],
    }
