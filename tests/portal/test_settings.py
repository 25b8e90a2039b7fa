import os
import subprocess
import sys

import pytest

from portal.checks import mail_has_sender_and_links

COMPLETE = {
    "SECRET_KEY": "a-long-key-for-this-test-alone-0123456789abcdef",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
}


def production(tmp_path, question="1", **changes):
    """What a Python that loads the production settings answers, and what it complains about."""
    chosen = {**COMPLETE, "PORTAL_VAR": str(tmp_path), **changes}
    program = f"from portal.settings import prod; print({question})"
    done = subprocess.run(  # noqa: S603 - the test's own program
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip(), done.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize("name", COMPLETE)
def test_production_names_the_variable_that_is_missing(tmp_path, name):
    answer, complaint = production(tmp_path, **{name: ""})

    assert (answer, complaint.endswith(f"Set the {name} environment variable")) == ("", True)


def test_production_refuses_demonstration_accounts(tmp_path):
    answer, complaint = production(tmp_path, PORTAL_DEMO="1")

    assert (answer, "PORTAL_DEMO" in complaint) == ("", True)


def test_production_speaks_to_postgresql_and_redis(tmp_path):
    question = "prod.DATABASES['default']['ENGINE'], prod.CELERY_BROKER_TRANSPORT_OPTIONS"

    answer, _ = production(tmp_path, question)

    assert answer == (
        "django.db.backends.postgresql "
        "{'socket_timeout': 2, 'socket_connect_timeout': 1, 'visibility_timeout': 3600}"
    )


def test_production_sends_cookies_over_tls_only(tmp_path):
    question = "prod.SESSION_COOKIE_SECURE, prod.CSRF_COOKIE_SECURE, prod.SECURE_SSL_REDIRECT"

    answer, _ = production(tmp_path, question)

    assert answer == "True True True"


@pytest.mark.parametrize(
    ("sender", "url", "found"),
    [
        ("", "", ["portal.E003", "portal.W001"]),
        ("portal@example.cn", "", ["portal.W001"]),
        ("portal@example.cn", "https://portal.example.cn", []),
    ],
)
def test_mail_wants_a_sender_and_an_address(settings, sender, url, found):
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_URL = sender, url

    assert [problem.id for problem in mail_has_sender_and_links(None)] == found


def test_without_a_mail_server_nothing_is_wrong(settings):
    settings.SENDS_MAIL, settings.PUBLIC_URL = False, ""

    assert mail_has_sender_and_links(None) == []


def test_mail_server_is_one_address_or_its_parts(tmp_path):
    question = "prod.EMAIL_HOST, prod.EMAIL_USE_TLS, prod.SENDS_MAIL, prod.DEFAULT_FROM_EMAIL"
    whole = {"EMAIL_URL": "smtp+tls://office%40example.cn:secret@smtp.example.cn:587"}
    parts = {"EMAIL_HOST": "smtp.example.cn", "EMAIL_USE_TLS": "1"}

    answers = [production(tmp_path, question, **set_to)[0].strip() for set_to in (whole, parts, {})]

    assert answers == [
        "smtp.example.cn True True office@example.cn",
        "smtp.example.cn True True",
        "False False",
    ]
