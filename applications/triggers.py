"""The quota held by the database itself, whoever writes and through whichever door.

A CHECK sees one row: that a place lies within the row's own quota. These triggers see to it
that the row's own quota is the batch's, and that the batch's stays while it is relied upon.
They are put in after every ``migrate``, so that databases without migrations have them too.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections

#: The row that a rule looks at is kept as it is until the writer has committed.
SHARE = {"postgresql": "FOR SHARE", "sqlite": ""}


@dataclass(frozen=True, slots=True)
class Rule:
    """``holds`` is asked of the NEW row before an INSERT (where ``inserts``) or an UPDATE of
    ``columns``; the write is an IntegrityError that says ``name`` unless it is true."""

    name: str
    table: str
    columns: str
    holds: str
    inserts: bool = True


RULES = (
    Rule(
        name="application_quota_is_the_batchs",
        table="applications_application",
        columns="quota, batch_id",
        holds="EXISTS (SELECT 1 FROM applications_batch b"
        " WHERE b.id = NEW.batch_id AND b.quota = NEW.quota {share})",
    ),
    Rule(
        name="candidate_stays_in_its_city",
        table="applications_application",
        columns="city_id, batch_id",
        holds="(NEW.city_id = OLD.city_id AND NEW.batch_id = OLD.batch_id) OR (NEW.place IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM applications_nomination n WHERE n.application_id = NEW.id))",
        inserts=False,
    ),
    Rule(
        name="board_quota_is_the_batchs",
        table="applications_quotaboard",
        columns="quota, batch_id",
        holds="EXISTS (SELECT 1 FROM applications_batch b"
        " WHERE b.id = NEW.batch_id AND b.quota = NEW.quota {share})",
    ),
    Rule(
        name="nomination_is_of_its_board",
        table="applications_nomination",
        columns="quota, board_id, application_id",
        holds="EXISTS (SELECT 1 FROM applications_quotaboard q, applications_application a"
        " WHERE q.id = NEW.board_id AND a.id = NEW.application_id AND q.quota = NEW.quota"
        " AND q.batch_id = a.batch_id AND q.city_id = a.city_id)",
    ),
    Rule(
        name="quota_stays_once_relied_upon",
        table="applications_batch",
        columns="quota",
        holds="NEW.quota = OLD.quota OR NOT ("
        "EXISTS (SELECT 1 FROM applications_application a WHERE a.batch_id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM applications_quotaboard q WHERE q.batch_id = NEW.id))",
        inserts=False,
    ),
)

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ({holds}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE {events} ON {table}
  FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{event} BEFORE {when} ON {table}
  FOR EACH ROW WHEN NOT ({holds}) BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def install(*, using: str, **signal: Any) -> None:
    """Put every rule into the database ``using``; done twice, it is the same (post_migrate)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def remove(*, using: str, **signal: Any) -> None:
    """SQLite alters a table by making it anew, which no trigger of another may name (pre_migrate)."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for rule in RULES:
            for event in _events(rule):
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}_{event}")


def statements(vendor: str) -> list[str]:
    """What makes all rules in the language of ``vendor``, in order."""
    return [text for rule in RULES for text in WRITERS[vendor](rule)]


def _events(rule: Rule) -> dict[str, str]:
    """``insert`` and ``update`` as the trigger names them."""
    update = {"update": f"UPDATE OF {rule.columns}"}
    return {"insert": "INSERT", **update} if rule.inserts else update


def _postgresql(rule: Rule) -> list[str]:
    holds = rule.holds.format(share=SHARE["postgresql"])
    events = " OR ".join(_events(rule).values())
    return [POSTGRESQL.format(name=rule.name, table=rule.table, events=events, holds=holds)]


def _sqlite(rule: Rule) -> list[str]:
    """A trigger for each event: SQLite takes one."""
    holds = rule.holds.format(share=SHARE["sqlite"])
    return [
        SQLITE.format(name=rule.name, table=rule.table, event=event, when=when, holds=holds)
        for event, when in _events(rule).items()
    ]


WRITERS = {"postgresql": _postgresql, "sqlite": _sqlite}
