"""The databases of tests: copied from one that was migrated once, and emptied in milliseconds.

Migrating takes half a minute for each process of a run, and truncating all tables half a second after each test with
a real transaction; most runs need neither.
"""

import hashlib
import inspect
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pgtrigger
import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "isc_migrated_"
# What migrating itself writes; tests find it as it was.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "django_site")


def address_of(database: dict) -> str:
    """The DATABASE_URL of one of Django's settings of a database."""
    user, password = quote(database["USER"]), quote(database["PASSWORD"] or "", safe="")
    address = f"postgres://{user}:{password}@"
    if database["HOST"].startswith("/"):
        return address + f"/{database['NAME']}?host={quote(database['HOST'], safe='')}&port={database['PORT']}"
    return address + f"{database['HOST']}:{database['PORT']}/{database['NAME']}"


def migrated_database() -> str:
    """The name of a database with all migrations of today, made now if there is none; older ones are dropped."""
    name = PREFIX + _digest_of_migrations()
    with psycopg.connect(address_of(settings.DATABASES["default"]), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('isc_migrated'))")
        there = [
            row[0] for row in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        ]
        if name not in there:
            making = PREFIX + "unfinished"
            for old in there:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(making)))
            _migrate(making)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
            )
    return name


def empty_the_tables() -> None:
    """Delete every row that a test has written."""
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        some = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in tables
        )
        cursor.execute(some)
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


def _migrate(name: str) -> None:
    address = address_of({**settings.DATABASES["default"], "NAME": name})
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL},
        check=True,
    )


def _digest_of_migrations() -> str:
    migrations = MigrationLoader(None).disk_migrations
    digest = hashlib.sha256()
    for key in sorted(migrations):
        digest.update(Path(inspect.getfile(type(migrations[key]))).read_bytes())
    return digest.hexdigest()[:12]
