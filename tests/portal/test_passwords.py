"""Which passwords are refused, and why."""

import pytest
from django.core.exceptions import ValidationError

from portal.models import User
from portal.passwords import CharacterKindsValidator, ContextWordValidator, password_rules

SOMEBODY = User(username="li.wen", name="李文")
CONTEXT = "密码不能含“文旅”“康养”“shanxi”“wenlv”等与本平台有关的词，请换一个。"
OWN = "密码不能含本人的用户名或姓名，请换一个。"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("文旅Horse-2026", CONTEXT),
        ("my-WenLv-2026", CONTEXT),
        ("ShanXi!2026!aa", CONTEXT),
        ("\uff57\uff45nlv-horse-1", CONTEXT),
        ("Kangyang#12345", CONTEXT),
        ("x-LI.WEN-2026", OWN),
        ("李文Horse-2026", OWN),
    ],
)
def test_word_of_the_context_is_refused(password, sentence):
    with pytest.raises(ValidationError) as refusal:
        ContextWordValidator().validate(password, SOMEBODY)

    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize("user", [None, SOMEBODY, User(username="", name="")])
def test_other_words_pass(user):
    ContextWordValidator().validate("Correct-Horse-42", user)


@pytest.mark.parametrize(
    ("password", "kinds", "passes"),
    [
        ("abcdefghijkl", 1, True),
        ("abcdefghijkl", 2, False),
        ("abcdefGHIJKL", 2, True),
        ("abcdefGHIJKL", 3, False),
        ("abcdefGHIJK7", 3, True),
        ("abcdefGHIJK7", 4, False),
        ("abcdeFGHIJ7！", 4, True),
    ],
)
def test_kinds_of_characters_are_counted(password, kinds, passes):
    validator = CharacterKindsValidator(kinds=kinds)

    if passes:
        validator.validate(password)
    else:
        with pytest.raises(ValidationError, match=f"其他字符中的至少{kinds}种"):
            validator.validate(password)


def test_rules_are_told_in_the_voice_of_the_product():
    rules = password_rules()

    assert len(rules) == 6
    assert not any("你" in rule for rule in rules)
    assert all(rule.endswith("。") for rule in rules)
