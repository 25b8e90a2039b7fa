"""A server of sample pages; it needs no database, so nothing is flushed between tests."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests.portal.scripts.kit.memory import memory


@pytest.fixture(scope="session")
def sample_server():
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def open_page(new_page, sample_server, settings):
    """Open a sample page in a browser that has never seen it: ``open_page("form")``."""
    settings.ROOT_URLCONF = "tests.portal.scripts.kit.urls"
    memory.reset()

    def open_at(name, **options):
        visit = {"X-Visit": str(memory.visit)}
        page = new_page(base_url=sample_server, extra_http_headers=visit, **options)
        page.goto(f"/kit/{name}/")
        return page

    return open_at


@pytest.fixture
def open_slowly(new_page, sample_server, settings):
    """A sample page to which its scripts come when the returned function is called."""
    settings.ROOT_URLCONF = "tests.portal.scripts.kit.urls"
    memory.reset()

    def open_at(name):
        on_the_way, comes = [], []

        def hold_back(script):
            return script.continue_() if comes else on_the_way.append(script)

        def let_come():
            comes.append(True)
            for script in on_the_way:
                script.continue_()

        visit = {"X-Visit": str(memory.visit)}
        page = new_page(base_url=sample_server, extra_http_headers=visit)
        page.route("**/*.js", hold_back)
        page.goto(f"/kit/{name}/", wait_until="commit")
        return page, let_come

    return open_at
