import json
import logging
import logging.config

import pytest

from portal.settings.logs import plain, structured


@pytest.fixture
def formatter():
    """The line formatter of a logging configuration, as Django would make it."""

    def make(config):
        only_format = {"version": 1, "formatters": config["formatters"]}
        return logging.config.DictConfigurator(only_format).configure_formatter(
            config["formatters"]["line"]
        )

    return make


def failure(password):
    """A log record of an exception raised while ``password`` was a local variable."""
    try:
        raise ValueError("不能保存")
    except ValueError as problem:
        trace = (type(problem), problem, problem.__traceback__)
    return logging.LogRecord("portal", logging.ERROR, "x.py", 1, "失败：%s", ("岢岚",), trace)


def test_structured_line_is_json_with_zone_and_traceback(formatter):
    line = json.loads(formatter(structured()).format(failure("secret-word")))

    assert (line["event"], line["level"], line["logger"]) == ("失败：岢岚", "error", "portal")
    assert line["timestamp"].endswith("Z")
    assert line["exception"][0]["exc_value"] == "不能保存"


def test_structured_line_holds_no_values_of_variables(formatter):
    line = formatter(structured()).format(failure("secret-word"))

    assert "secret-word" not in line


def test_plain_line_is_for_people(formatter):
    record = logging.LogRecord("portal", logging.INFO, "x.py", 1, "已启动", None, None)

    assert formatter(plain()).format(record).endswith("INFO portal: 已启动")
