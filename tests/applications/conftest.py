import pytest

from applications.choices import Status
from tests.paths import bring


@pytest.fixture
def log_in(client, cast):
    def log_in(who):
        client.force_login(cast[who])
        return client

    return log_in


@pytest.fixture
def reviewing(application):
    return bring(application, to=Status.REVIEWING)


@pytest.fixture
def three_places(batch):
    """Named before ``application``: once somebody applies, the database keeps the quota."""
    batch.quota = 3
    batch.save(update_fields=["quota"])
    return batch
