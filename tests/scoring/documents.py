"""A small standard of 30 points with every kind of row, to be spoilt by tests."""


def leaf(rule, params=None, certainty="E"):
    return {
        "rule": rule,
        "params": params or {},
        "certainty": certainty,
        "crosscheck": [],
        "evidence": "照片",
        "help": "",
    }


def row(position, key, parent, text, column, points, node, **more):
    number = "总分" if node == "total" else key if "/" not in key else ""
    return {
        "key": key,
        "number": number,
        "parent": parent,
        "position": position,
        "text": text,
        "column": column,
        "points": points,
        "node": node,
        **more,
    }


def small_standard():
    """A fresh copy; rows by position: 1 section, 2-4 LV, 5 group, 6-7 CT, 8-10 AN, 11-13 kinds."""
    levels = {"levels": [{"text": "优", "points": 10}, {"text": "良", "points": 6}]}
    venues = {"unit_points": 2, "cap": 4, "unit": "项"}
    kinds = {"unit_points": 3, "cap": 6, "unit": "种", "kinds": ["温泉", "森林"]}
    return {
        "code": "TEST/T 1-2026",
        "title": "试验规范",
        "total": 30,
        "source": "试验文件",
        "strict_binary": False,
        "rows": [
            row(1, "1", None, "产品", "大项", 24, "section"),
            row(2, "1.1", "1", "品质", "分项", 10, "leaf", leaf=leaf("LV", levels)),
            row(3, "1.1/a", "1.1", "优", "次分项", 10, "level"),
            row(4, "1.1/b", "1.1", "良", "次分项", 6, "level"),
            row(5, "1.2", "1", "场所", "分项", 14, "group"),
            row(6, "1.2.1", "1.2", "每增加", "次分项", 4, "leaf", leaf=leaf("CT", venues)),
            row(7, "1.2.1/a", "1.2.1", "一项加2分", "", None, "continuation"),
            row(8, "1.2.2", "1.2", "资质", "次分项", 4, "leaf", leaf=leaf("AN", certainty="I")),
            row(9, "1.2.2/a", "1.2.2", "须有资质", "小项", 4, "condition"),
            row(10, "1.2.3", "1.2", "种类", "次分项", 6, "leaf", leaf=leaf("CT", kinds)),
            row(11, "1.2.3/a", "1.2.3", "温泉产品", "小项", 3, "kind"),
            row(12, "1.2.3/b", "1.2.3", "森林产品", "小项", 3, "kind"),
            row(13, "2", None, "印象", "大项", 6, "leaf", leaf=leaf("DS", certainty="I")),
            row(14, "2/a", "2", "酌情计分", "", None, "rule_text"),
            row(15, "TOTAL", None, "30 分", "评定项目", None, "total"),
        ],
    }
