"""Two ways to write the log: lines for a person, JSON for a collector."""

from typing import Any

import structlog
import structlog.tracebacks

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# The values of variables stay out of the log: they hold what people typed.
WITHOUT_VALUES = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def plain(*, level: str = "INFO") -> dict[str, Any]:
    """One readable line an event, on standard error."""
    return _config({"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}, level)


def structured(*, level: str = "INFO") -> dict[str, Any]:
    """One JSON object an event, tracebacks as data, on standard error."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(WITHOUT_VALUES),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return _config(formatter, level)


def _config(formatter: dict[str, Any], level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            "django.server": {"level": level, "propagate": True, "handlers": []},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }


structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
