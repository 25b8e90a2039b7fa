"""Why a mark wants a reason beside what its rule says: all that know of the application are asked."""

from collections.abc import Callable, Iterable

from applications import consensus, crosschecks
from applications.models import Application
from scoring.models import ScoreSheet
from scoring.services.marks import Doubts

#: Each answers for one leaf of one sheet, with as few queries as it can, what it thinks of a mark.
Source = Callable[[Application, ScoreSheet, str], Doubts]
SOURCES: tuple[Source, ...] = (crosschecks.doubts_of, consensus.outside_the_range)


def doubts_of(application: Application, sheet: ScoreSheet, number: str) -> Doubts:
    """The sentences of every source about a mark of leaf ``number``; nothing is read before the
    mark is known to be legal."""

    def ask(mark: int) -> Iterable[str]:
        for source in SOURCES:
            yield from source(application, sheet, number)(mark)

    return ask
