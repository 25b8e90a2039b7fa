"""Which rows of a list a bulk deed means: what its filter finds, or the rows that were ticked."""

from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.http import urlencode

from applications.forms.filters import AddressFilter
from portal.models import User
from portal.numbers import read_key
from portal.previews import seal, unseal

#: The filter of a list, for what stands in its address.
Listed = Callable[[QueryDict], AddressFilter]


def read(sent: QueryDict, listed: Listed) -> AddressFilter | None:
    """What the bar of a list has sent, as a filter; None where nothing is chosen.

    ``all`` means everything that the filter in ``query`` finds, ``pick`` (repeated) rows by
    number: numbers of rows that the reader may not know find nothing. Raises Http404 when nothing
    is found, and BadRequest for a filter that cannot be understood: it would mean every row.
    """
    whole = listed(QueryDict(sent.get("query", "")))
    if not whole.form.is_valid() or whole.unknown:
        raise BadRequest("筛选条件无法识别，请返回申报列表重新筛选。")
    ticked = sent.getlist("pick")
    if "all" not in sent and not ticked:
        return None
    found = whole if "all" in sent else _picked(ticked, listed)
    if not found.qs.exists():
        raise Http404
    return found


def _picked(ticked: Iterable[str], listed: Listed) -> AddressFilter:
    """The ticks as a filter; one without a number would mean every row."""
    numbers = [str(key) for text in ticked if (key := read_key(text))]
    if not numbers:
        raise Http404
    return listed(QueryDict(urlencode({"pick": ",".join(numbers)})))


def sealed(numbers: Iterable[int], *, deed: str, user: User) -> str:
    """The rows that a preview shows, for its hidden box."""
    return seal(list(numbers), salt=_salt(deed, user))


def shown(text: str, *, deed: str, user: User) -> list[int]:
    """The rows that the preview has shown; raises ImportRefused when it is too old."""
    return unseal(text, salt=_salt(deed, user))


def _salt(deed: str, user: User) -> str:
    return f"applications.bulk.{deed}.{user.pk}"
