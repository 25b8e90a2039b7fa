"""A record that is kept still while it is written, or found to be gone."""

from typing import Any


class Gone(Exception):
    """The record was cleared away while somebody's deed waited for it; nothing was written."""


def find_record(rows: Any, **which: Any) -> Any:
    """The one record among ``rows``, a manager or a queryset, as it stands now; raises Gone."""
    try:
        return rows.get(**which)
    except rows.model.DoesNotExist as error:
        raise Gone(f"{rows.model.__name__} {which}") from error


def lock_record(rows: Any, **which: Any) -> Any:
    """The same, locked until the transaction ends."""
    return find_record(rows.select_for_update(of=("self",)), **which)
