"""A standard tried on a batch: totals old and new, and what would be refused."""

from copy import deepcopy

import pytest
from django.urls import reverse

from applications.choices import Status
from applications.trials import Difference, PartTrial, batches_to_try, try_standard
from scoring.models import Mark
from scoring.standards import store_draft
from tests.factories.scoring import SMALL
from tests.paths import bring

pytestmark = pytest.mark.django_db


def other():
    """SMALL with a list of seven things worth one point each, 2.2.2 gone and 2.3 new."""
    document = deepcopy(SMALL) | {"code": "TEST 7-2026", "total": 51}
    rows = {row["key"]: row for row in document["rows"]}
    rows["2.2.1"] |= {"points": 7}
    rows["2.2.1"]["leaf"]["params"] |= {"unit_points": 1, "cap": 7}
    rows["2.2"]["points"], rows["2"]["points"] = 7, 21
    rows["1.1"]["leaf"]["params"] = {
        "levels": [{"text": "规模大", "points": 20}, {"text": "规模较大", "points": 12}]
    }
    rows["1.1/b"]["points"] = 12
    del document["rows"][-1]
    new = {**rows["2.1"], "key": "2.3", "number": "2.3", "points": 4, "position": 10}
    document["rows"].append(new)
    return store_draft(document).ruleset


def give(application, **values):
    for name, (value, inputs) in values.items():
        number = name[1:].replace("_", ".")
        rows = Mark.objects.filter(sheet=application.self_check, leaf__number=number)
        rows.update(value=value, inputs=inputs)


@pytest.fixture
def reviewed(application):
    bring(application, to=Status.SUBMITTED)
    give(application, n1_1=(15, {}), n2_1=(7, {}), n2_2_1=(6, {"count": 5}), n2_2_2=(4, {}))
    return application


def test_sheet_is_derived_again_under_the_other_standard(reviewed, cast):
    (unit,) = try_standard(other(), reviewed.batch, cast["province"])

    (sheet,) = unit.sheets
    assert (sheet.label, sheet.old, sheet.new, sheet.difference) == ("自检", 42, 22, -20)
    assert sheet.parts == (PartTrial("1", "康养产品", 25, 10), PartTrial("2", "康养服务", 17, 12))
    assert sheet.differences == (
        Difference(
            "1.1", "产品规模", 15, None, "原计 15 分：只能计 0、12、20 分，请从所列档次中选择。"
        ),
        Difference("2.2.1", "活动场所", 6, 5, ""),
        Difference("2.3", "服务规范", None, None, "原标准没有这一项"),
        Difference("2.2.2", "指引标志", 4, None, "试算的标准没有这一项"),
    )


def test_own_standard_gives_the_same(reviewed, cast):
    (unit,) = try_standard(reviewed.batch.ruleset, reviewed.batch, cast["province"])

    (sheet,) = unit.sheets
    assert (sheet.old, sheet.new, sheet.differences) == (42, 42, ())


def test_inputs_of_another_rule_leave_the_mark_as_it_is(reviewed, cast):
    give(reviewed, n2_1=(7, {"defects": 3}), n2_2_1=(6, {}))

    (unit,) = try_standard(reviewed.batch.ruleset, reviewed.batch, cast["province"])

    assert unit.sheets[0].differences == ()


def test_draft_of_a_unit_is_not_tried(application, cast):
    assert list(batches_to_try(cast["province"])) == []
    assert try_standard(other(), application.batch, cast["province"]) == []


@pytest.mark.parametrize("who", ["city", "head", "nobody"])
def test_nobody_else_tries_a_standard(client, cast, batch, who):
    client.force_login(cast[who])

    assert client.get(reverse("applications:trial", args=[batch.ruleset.pk])).status_code == 403


def test_page_shows_totals_in_few_queries(client, reviewed, cast, django_assert_max_num_queries):
    client.force_login(cast["province"])
    url = reverse("applications:trial", args=[other().pk])
    choice = client.get(url)

    with django_assert_max_num_queries(18):
        response = client.get(url, {"batch": reviewed.batch.pk})

    assert f'<option value="{reviewed.batch.pk}"' in choice.text
    assert "青岚谷康养有限公司" in response.text
    assert "原计 15 分：只能计 0、12、20 分" in response.text
