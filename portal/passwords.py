"""Which passwords are refused, and the one-time password that a new account begins with."""

import secrets
import string
import unicodedata

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    password_validators_help_texts,
)
from django.core.exceptions import ValidationError

#: What everybody who attacks this platform tries first.
CONTEXT_WORDS = (
    "文旅",
    "康养",
    "山西",
    "示范区",
    "shanxi",
    "wenlv",
    "wenlü",
    "kangyang",
    "shifanqu",
    "sxwl",
    "jinwenlv",
)
SHORTEST_NAME = 3
#: Without 0 O 1 l I, which nobody can tell apart on paper.
LETTERS = "abcdefghijkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
GROUPS, GROUP_LENGTH = 4, 4


class LengthValidator(MinimumLengthValidator):
    """Django's, whose refusal has no Chinese words."""

    def get_error_message(self):
        return f"密码至少{self.min_length}个字符，请加长。"

    def get_help_text(self):
        return f"密码至少{self.min_length}个字符。"


class ContextWordValidator:
    """Refuses the user's own name and the words of this programme (SEC-02)."""

    def validate(self, password, user=None):
        plain = unicodedata.normalize("NFKC", password).casefold()
        if any(word in plain for word in CONTEXT_WORDS):
            raise ValidationError(
                "密码不能含“文旅”“康养”“shanxi”“wenlv”等与本平台有关的词，请换一个。"
            )
        if any(name in plain for name in _names_of(user)):
            raise ValidationError("密码不能含本人的用户名或姓名，请换一个。")

    def get_help_text(self):
        return "密码不能含用户名、姓名和与本平台有关的词（如文旅、康养、shanxi、wenlv）。"


def _names_of(user):
    names = (getattr(user, "username", ""), getattr(user, "name", ""))
    shortest = {names[0]: SHORTEST_NAME, names[1]: 2}
    return [name.casefold() for name in names if len(name) >= shortest[name]]


class CharacterKindsValidator:
    """Asks for several of: small letters, capitals, digits, other characters.

    等保 8.1.4.1 a demands complexity; ``kinds`` 1 switches this off where a customer
    follows ASVS 6.2.5 instead.
    """

    def __init__(self, kinds=3):
        self.kinds = kinds

    def validate(self, password, user=None):
        if len({_kind_of(character) for character in password}) < self.kinds:
            raise ValidationError(f"密码应包含{self._named()}，请补充。")

    def get_help_text(self):
        return f"密码应包含{self._named()}。"

    def _named(self):
        return f"小写字母、大写字母、数字、其他字符中的至少{self.kinds}种"


def _kind_of(character: str) -> str:
    if character in string.ascii_lowercase:
        return "small"
    if character in string.ascii_uppercase:
        return "capital"
    return "digit" if character.isdigit() else "other"


def password_rules() -> list[str]:
    """What a new password must be; Django's sentences in the voice of this product."""
    return [
        text.replace("你的密码", "密码").replace("你的", "本人的")
        for text in map(str, password_validators_help_texts())
    ]


def initial_password() -> str:
    """A password for one log-in, easy to copy from paper: 「k7Qm-x4Tn-Rw9p-2hBc」."""
    while True:
        groups = ["".join(_draw() for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
        password = "-".join(groups)
        if len({_kind_of(character) for character in password}) == 4:
            return password


def _draw() -> str:
    return secrets.choice(LETTERS + CAPITALS + DIGITS)
