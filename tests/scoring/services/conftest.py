import pytest

from scoring.services import record_mark
from tests.factories.portal import MembershipFactory, UserFactory
from tests.factories.scoring import SheetFactory


@pytest.fixture
def sheet():
    return SheetFactory()


@pytest.fixture
def scorer():
    return MembershipFactory(user=UserFactory(name="岳思齐")).user


@pytest.fixture
def colleague():
    return MembershipFactory(user=UserFactory(name="柳知行")).user


@pytest.fixture
def record(sheet, scorer):
    """Record a mark of ``sheet`` by ``scorer``."""

    def record(number="1.1", *, version=0, actor=scorer, **entered):
        return record_mark(sheet=sheet, number=number, actor=actor, version=version, **entered)

    return record
