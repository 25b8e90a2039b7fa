"""Rules of every kind with parameters that work, for property tests."""

from hypothesis import settings
from hypothesis import strategies as st

from scoring.rules import build

#: Two cores shared by several people: the time of one example says nothing.
steady = settings(deadline=None)

CERTAINTY = st.sampled_from("EIA")


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
def mixed(draw):
    cap = draw(st.integers(1, 20))
    gains = draw(st.lists(st.integers(1, cap), max_size=2))
    losses = draw(st.lists(st.integers(1, 5), max_size=2))
    params = {
        "parts": _parts("计分", [1, *gains]),
        "deductions": _parts("扣分", losses),
        "cap": cap,
    }
    return build("MX", cap, params, "E")


def any_rule():
    return st.one_of(
        levels(), binary(), discretionary(), counted(), deducted(), by_severity(), mixed()
    )


def _parts(name, values):
    return [
        {"name": f"{name}{n}", "text": f"{name}项{n}", "unit": "种", "each": each}
        for n, each in enumerate(values)
    ]
