"""What the sample server knows; tests read it, change it, and give it trouble."""

from collections import deque
from copy import deepcopy
from threading import Event

LEVELS = [
    (20, "投资总额在10亿元以上"),
    (15, "投资总额在5亿元以上"),
    (10, "投资总额在2亿元以上"),
    (0, "均不符合"),
]
# fmt: off
LEAVES = {
    "1.1": {"text": "产品优势", "points": 20, "choices": LEVELS, "legal": {0, 10, 15, 20}},
    "1.3": {"text": "产品规模", "points": 20, "choices": LEVELS, "legal": {0, 10, 15, 20}, "diff": 1},
    "2.1.1": {"text": "服务规范，员工举止文明，服务态度、效果及质量好", "points": 10, "kind": "number", "legal": set(range(11))},
    "3.2.1": {"text": "污水排放", "points": 10, "kind": "severity", "formula": '{"from": 10, "terms": [[["deductions"], -1]]}', "legal": {0, 1, 2, 3, 4, 5, 10}},
    "4.1": {"text": "文旅康养机制", "points": 5, "choices": [(5, "符合"), (0, "不符合")], "legal": {0, 5}},
}
# fmt: on


class Memory:
    """One form, one table and one sheet, with every request that was received."""

    def __init__(self):
        self.visit = 0
        self.reset()

    def reset(self):
        """A new visit; what a page of the last one still sends is not for this test."""
        self.visit += 1
        self.user = 7
        self.version = 1
        self.fields = {
            "zone": "青岚谷",
            "area": "12.5",
            "kind": "a",
            "core": "a",
            "story": "温泉。",
        }
        self.rows = [
            {
                "id": 31,
                "category": "1",
                "purpose": "温泉用地",
                "actual": "1200.00",
                "paid": "1000.00",
            },
            {
                "id": 32,
                "category": "1",
                "purpose": "停车场用地",
                "actual": "300.50",
                "paid": "300.50",
            },
            {
                "id": 33,
                "category": "2",
                "purpose": "康养中心",
                "actual": "5000.00",
                "paid": "4000.00",
            },
        ]
        self.last_id = 40
        self.leaves = {
            number: {"number": number, "value": None, "version": 1, **deepcopy(leaf)}
            for number, leaf in LEAVES.items()
        }
        self.asked = {}
        self.received = []
        self.asked_findings = 0
        self.trouble = deque()
        self.job = {"status": "queued", "label": "排队中", "progress": 0}

    def hold(self):
        """Let the next answer wait for the returned event."""
        event = Event()
        self.trouble.append(lambda: event.wait(timeout=20) and None)
        return event

    def change(self, **fields):
        """A colleague saves ``fields`` of the form."""
        self.fields.update(fields)
        self.version += 1


memory = Memory()
