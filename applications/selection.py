"""Which applications a bulk deed means: what the filter finds, or the rows that were ticked."""

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.http import urlencode

from applications.forms.filters import ApplicationFilter
from portal.models import User
from portal.numbers import read_key
from portal.previews import seal, unseal


def read(sent: QueryDict, user: User) -> ApplicationFilter | None:
    """What the bar of the list has sent, as a filter; None where nothing is chosen.

    ``all`` means everything that the filter in ``query`` finds, ``pick`` (repeated) rows by
    number: numbers of rows that ``user`` may not know find nothing. Raises Http404 when nothing
    is found, and BadRequest for a filter that cannot be understood: it would mean every row.
    """
    whole = ApplicationFilter(QueryDict(sent.get("query", "")), user)
    if not whole.form.is_valid() or whole.unknown:
        raise BadRequest("筛选条件无法识别，请返回申报列表重新筛选。")
    ticked = sent.getlist("pick")
    if "all" not in sent and not ticked:
        return None
    found = whole if "all" in sent else _picked(ticked, user)
    if not found.qs.exists():
        raise Http404
    return found


def _picked(ticked: Iterable[str], user: User) -> ApplicationFilter:
    """The ticks as a filter; one without a number would mean every row."""
    numbers = [str(key) for text in ticked if (key := read_key(text))]
    if not numbers:
        raise Http404
    return ApplicationFilter(QueryDict(urlencode({"pick": ",".join(numbers)})), user)


def sealed(numbers: Iterable[int], *, deed: str, user: User) -> str:
    """The rows that a preview shows, for its hidden box."""
    return seal(list(numbers), salt=_salt(deed, user))


def shown(text: str, *, deed: str, user: User) -> list[int]:
    """The rows that the preview has shown; raises ImportRefused when it is too old."""
    return unseal(text, salt=_salt(deed, user))


def _salt(deed: str, user: User) -> str:
    return f"applications.bulk.{deed}.{user.pk}"
