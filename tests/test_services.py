import os
import subprocess
import sys

import pytest

from portal import celery_app
from tests.services import wait_until

ASK_BOTH = """
import os, environ, psycopg2, redis
url = environ.Env.db_url_config(os.environ["DATABASE_URL"])
link = psycopg2.connect(host=url["HOST"], port=url["PORT"], user=url["USER"], dbname=url["NAME"])
queue = redis.Redis.from_url(os.environ["CELERY_BROKER_URL"])
print(link.encoding, queue.ping(), url["PORT"], queue.connection_pool.connection_kwargs["port"])
raise SystemExit(3)
"""


def run_beside_services(*command, **environment):
    return subprocess.run(  # noqa: S603 - the program under test
        [sys.executable, "-m", "tests.services", "--", *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.postgres
@pytest.mark.redis
def test_command_finds_both_services_and_keeps_its_exit_status():
    done = run_beside_services(sys.executable, "-c", ASK_BOTH)

    encoding, answer, *ports = done.stdout.split()
    assert (encoding, answer, done.returncode) == ("UTF8", "True", 3)
    for port in ports:
        listening = subprocess.run(  # noqa: S603 - the same
            [
                sys.executable,
                "-c",
                f"import socket; socket.create_connection(('127.0.0.1', {port}))",
            ],
            capture_output=True,
            check=False,
        )
        assert listening.returncode == 1


def test_missing_server_is_one_sentence(tmp_path):
    done = run_beside_services("true", PATH=str(tmp_path))

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is not installed. Run: sudo apt-get install " in done.stderr


@pytest.mark.redis
@pytest.mark.postgres
def test_worker_answers_again_after_it_was_killed(redis_worker):
    redis_worker.kill()
    assert celery_app.control.ping(timeout=0.5) == []

    redis_worker.start()

    # The worker subscribes to questions a moment after it is ready for jobs.
    wait_until(lambda: celery_app.control.ping(timeout=0.5), redis_worker)


@pytest.mark.browser
def test_browser_reaches_nothing_outside(new_page):
    page = new_page()

    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://portal.example/")
