"""Every page about a rehearsal, or an application in it, says so."""

import re
from collections import deque

import pytest

from applications.choices import Status
from applications.models import Batch
from tests.matrix import close
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

LINK = re.compile(r'href="(/applications/[^"#?]*)')
BANNER = '<p class="rehearsal"'
#: Pages of several batches at once; their rows name the batch, whose name says 演练.
OF_MANY = re.compile(r"/applications/(batches/(new/)?|standards/.*|lists/.*)?$")


def unmarked(client, start):
    """The pages that links lead to from ``start`` on, and that do not carry the banner."""
    seen, found, queue = set(start), [], deque(start)
    while queue:
        page = queue.popleft()
        response = client.get(page)
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            close(response)
            continue
        html = response.content.decode()
        if BANNER not in html and not OF_MANY.match(page):
            found.append(page)
        fresh = [link for link in dict.fromkeys(LINK.findall(html)) if link not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return found


@pytest.mark.parametrize(
    ("status", "who"),
    [
        (Status.DRAFTING, "clerk"),
        (Status.CITY_RETURNED, "head"),
        (Status.REVIEWING, "city"),
        (Status.COSIGNING, "civil"),
        (Status.EVALUATING, "chair"),
        (Status.PUBLICISED, "province"),
    ],
)
def test_every_page_of_a_rehearsal_says_so(client, application, cast, status, who):
    Batch.objects.update(is_rehearsal=True)
    bring(application, to=status)
    client.force_login(cast[who])

    start = [application.get_absolute_url(), application.batch.get_absolute_url()]

    assert unmarked(client, start) == []
