"""All other tests make their tables from the models; the migrations must make the same ones."""

import os
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

NAME = "migrated"
OURS = ("portal_", "scoring_", "applications_", "reports_")
COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"


@pytest.fixture
def migrated():
    """A connection to what `manage.py migrate` makes of an empty database."""
    place = os.environ["DATABASE_URL"].rpartition("/")[0]
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    with connection._nodb_cursor() as server:
        server.execute(f"CREATE DATABASE {NAME}")
        subprocess.run(  # noqa: S603
            command,
            env={**os.environ, "DATABASE_URL": f"{place}/{NAME}"},
            cwd=settings.BASE_DIR,
            check=True,
        )
        with closing(connection.copy(alias=NAME)) as other:
            other.settings_dict["NAME"] = NAME
            yield other
        server.execute(f"DROP DATABASE {NAME}")


def tables(database):
    """All columns, constraints and indexes of our own apps."""
    with database.cursor() as cursor:
        for question in (COLUMNS, CONSTRAINTS, INDEXES):
            cursor.execute(question)
            yield {row for row in cursor.fetchall() if row[0].startswith(OURS)}


def test_migrations_make_the_tables_of_the_models(migrated):
    assert list(tables(migrated)) == list(tables(connection))
