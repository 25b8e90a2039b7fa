"""What a preview would store, kept in the page until it is confirmed; nobody can alter it."""

from typing import Any

from django.core import signing

from portal.worksheets.tables import ImportRefused

#: What a preview may wait for its confirmation.
CONFIRM_SECONDS = 2 * 60 * 60


def seal(data: Any, *, salt: str) -> str:
    """JSON values for the hidden box of the confirmation; ``salt`` names page and person."""
    return signing.dumps(data, salt=salt, compress=True)


def unseal(text: str, *, salt: str) -> Any:
    """The values of a confirmed preview; raises ImportRefused when it is too old or another's."""
    try:
        return signing.loads(text, salt=salt, max_age=CONFIRM_SECONDS)
    except signing.BadSignature as error:
        raise ImportRefused("预览已过期，请重新上传文件。") from error
