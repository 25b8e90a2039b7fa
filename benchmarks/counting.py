"""How many statements a page sends to the database, counted in this process."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import Page
from benchmarks.visits import Visit
from benchmarks.wire import HOST, WrongAnswer

#: Its cookies are never used: each visit brings its own. A new one would load the middleware anew.
CLIENT = Client()
FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET TRANSACTION")


@dataclass(frozen=True, slots=True)
class Queries:
    """Statements of one request; ``frames`` begin or end a transaction."""

    texts: tuple[str, ...]
    frames: int

    @property
    def statements(self) -> int:
        return len(self.texts)

    def repeated(self) -> dict[str, int]:
        """Statements that came more than once, word for word."""
        return {text: times for text, times in Counter(self.texts).items() if times > 1}


def count(page: Page) -> Queries:
    """Of the second request: the first also fills what is kept between requests."""
    ask(page.visit)
    with CaptureQueriesContext(connection) as captured:
        ask(page.visit)
    texts = [query["sql"] for query in captured]
    deeds = tuple(text for text in texts if not text.upper().startswith(FRAMES))
    return Queries(deeds, len(texts) - len(deeds))


def ask(visit: Visit) -> None:
    """One request through every middleware; raises WrongAnswer."""
    answer = CLIENT.generic(
        visit.method,
        visit.path,
        visit.body(),
        content_type=visit.content_type,
        headers=visit.headers(HOST),
        secure=True,
    )
    if answer.status_code != 200:
        text = answer.content[:500].decode()
        raise WrongAnswer(f"{visit.path}: {answer.status_code} {answer.headers}\n{text}")
    visit.heard(answer.content)
