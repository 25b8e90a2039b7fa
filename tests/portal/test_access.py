import pytest
from django.core.exceptions import PermissionDenied

from portal.access import ALLOWED, refuse, require


def test_a_refusal_is_false_and_carries_its_sentence():
    decision = refuse("只有本单位负责人可以提交。")

    assert not decision
    assert decision.reason == "只有本单位负责人可以提交。"


def test_require_lets_pass_what_is_allowed():
    require(ALLOWED)


def test_require_raises_with_the_sentence():
    with pytest.raises(PermissionDenied, match=r"^只有本单位负责人可以提交。$"):
        require(refuse("只有本单位负责人可以提交。"))
