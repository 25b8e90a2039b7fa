"""Rules of every kind with parameters that work, and inputs for each, for property tests."""

from hypothesis import strategies as st

from scoring.rules import build

CERTAINTY = st.sampled_from("EIA")
COUNTS = st.integers(0, 40)
NAMES = st.lists(st.sampled_from(["温泉", "森林", "山地", "乡村", "运动"]), max_size=6)
PLACES = st.lists(
    st.fixed_dictionaries(
        {"place": st.sampled_from(["东门", "西门"])},
        optional={"remark": st.sampled_from(["", "破损"]), "photos": st.just([])},
    ),
    max_size=6,
)


# --- rules ---------------------------------------------------------------------------------


@st.composite
def levels(draw):
    values = draw(st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True))
    rows = [{"text": f"第{n}档", "points": value} for n, value in enumerate(values, 1)]
    return build("LV", max(values), {"levels": rows}, draw(CERTAINTY))


@st.composite
def binary(draw):
    return build(
        "AN", draw(st.integers(1, 60)), {}, draw(CERTAINTY), strict_binary=draw(st.booleans())
    )


@st.composite
def discretionary(draw):
    return build("DS", draw(st.integers(1, 60)), {}, draw(CERTAINTY))


@st.composite
def counted(draw):
    cap = draw(st.integers(1, 60))
    params = {
        "unit_points": draw(st.integers(1, 12)),
        "cap": cap,
        "base": draw(st.integers(0, 3)),
        "unit": "项",
    }
    return build("CT", cap, params, "E")


@st.composite
def deducted(draw):
    params = {"per_defect": draw(st.integers(1, 12)), "unit": "处", "verb": "发现"}
    return build("DD", draw(st.integers(1, 60)), params, "E")


@st.composite
def by_severity(draw):
    low = draw(st.integers(1, 12))
    params = {"severity_min": low, "severity_max": draw(st.integers(low, 20)), "unit": "处"}
    return build("SV", draw(st.integers(1, 30)), params, "E")


@st.composite
def mixed(draw, code="MX"):
    cap = draw(st.integers(1, 20))
    gains = draw(st.lists(st.integers(1, cap), max_size=2))
    losses = draw(st.lists(st.integers(1, 5), max_size=2))
    params = {
        "parts": _parts("计分", [1, *gains]),
        "deductions": _parts("扣分", losses),
        "cap": cap,
        "required": {"name": "required", "text": "具备条件"},
    }
    return build(code, cap, params, "E")


@st.composite
def with_conditions(draw):
    names = draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    params = {"conditions": [{"name": name, "text": f"条件{name}"} for name in names]}
    return build("ZC+AN", draw(st.integers(1, 60)), params, draw(CERTAINTY))


@st.composite
def with_resources(draw):
    params = {"resources": ["温泉", "森林", "山地", "乡村", "运动"]}
    return build("ZC+AN", draw(st.integers(1, 60)), params, draw(CERTAINTY))


@st.composite
def ranged(draw):
    edges = sorted(draw(st.lists(st.integers(1, 60), min_size=2, max_size=6, unique=True)))
    pairs = zip(edges[-2::-2], edges[::-2], strict=False)
    rows = [{"low": low, "high": high, "text": f"第{low}档"} for low, high in pairs]
    return build("RG", max(edges), {"levels": rows}, "E")


@st.composite
def checklist(draw):
    values = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    rows = [{"points": value, "text": f"第{n}项"} for n, value in enumerate(values)]
    cap = draw(st.integers(1, sum(values)))
    return build("AD", cap, {"items": rows, "cap": cap}, "E")


def any_rule():
    return st.one_of(strategy for strategy, _ in KINDS)


# --- what is entered -------------------------------------------------------------------------


def deductions_of(rule):
    bounds = st.integers(rule.severity_min, rule.severity_max)
    row = st.one_of(bounds, st.builds(lambda points: {"points": points, "place": "东沟"}, bounds))
    return st.fixed_dictionaries({"deductions": st.lists(row, max_size=6)})


def tallies_of(rule, **more):
    parts = {part.name: COUNTS for part in (*rule.parts, *rule.deductions)}
    return st.fixed_dictionaries({**parts, **more})


@st.composite
def resources_of(draw, rule):
    ticked = draw(st.lists(st.sampled_from(rule.resources), unique=True))
    return {"resources": ticked, "core": draw(st.sampled_from([None, *ticked]))}


def items_of(rule):
    names = st.sampled_from([item.label for item in rule.items])
    return st.fixed_dictionaries({"items": st.lists(names)})


#: For every kind the rules, and what may be entered for one of them.
KINDS = (
    (levels(), lambda rule: st.fixed_dictionaries({"level": st.integers(0, len(rule.levels))})),
    (binary(), lambda rule: st.fixed_dictionaries({"met": st.booleans()})),
    (
        discretionary(),
        lambda rule: st.fixed_dictionaries({"mark": st.integers(0, rule.points)}),
    ),
    (counted(), lambda rule: st.builds(lambda n: {"count": n}, COUNTS)),
    (counted(), lambda rule: st.builds(lambda names: {"items": names}, NAMES)),
    (deducted(), lambda rule: st.builds(lambda n: {"defects": n}, st.one_of(COUNTS, PLACES))),
    (by_severity(), deductions_of),
    (mixed(), tallies_of),
    (mixed("MX+ZC"), lambda rule: tallies_of(rule, required=st.booleans())),
    (
        with_conditions(),
        lambda rule: st.fixed_dictionaries({c.name: st.booleans() for c in rule.conditions}),
    ),
    (with_resources(), resources_of),
    (ranged(), lambda rule: st.builds(lambda n: {"mark": n}, st.sampled_from(rule.legal_marks))),
    (checklist(), items_of),
)


@st.composite
def rule_and_inputs(draw):
    rules, inputs_of = draw(st.sampled_from(KINDS))
    rule = draw(rules)
    return rule, draw(inputs_of(rule))


def _parts(name, values):
    return [
        {"name": f"{name}{n}", "text": f"{name}项{n}", "unit": "种", "each": each}
        for n, each in enumerate(values)
    ]
