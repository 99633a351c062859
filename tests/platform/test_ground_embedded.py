"""The servers that start by themselves: shared by commands, sure after a kill, and of no danger to the machine."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from isc_portal import embedded


def command(var_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "isc_portal.embedded", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "VAR_DIR": str(var_dir), "EMBEDDED_DURABLE": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(var_dir: Path, *arguments: str) -> str:
    """The output of `python -m isc_portal.embedded ...`, which must succeed."""
    process = command(var_dir, *arguments)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


def servers(var_dir: Path) -> list[psutil.Process]:
    """The two servers' main processes that keep their data below a folder."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if process.info["name"] in ("postgres", "valkey-server") and f"{var_dir}/" in words:
            found.append(process)
    return sorted(found, key=lambda process: process.name())


def query(var_dir: Path, statement: str) -> list[tuple]:
    address = json.loads((var_dir / "postgres" / "address.json").read_text())
    with psycopg.connect(**address, user=embedded.DATABASE, dbname=embedded.DATABASE, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def stay(var_dir: Path) -> subprocess.Popen[str]:
    """A command that uses the servers until its input ends."""
    wait = [sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read()"]
    process = command(var_dir, "with", *wait)
    assert process.stdout.readline() == "up\n"
    return process


@pytest.fixture
def var_dir():
    """A folder with a short name (a socket's path is limited), emptied of its servers afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="isc-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    yield folder
    run(folder, "stop")
    assert servers(folder) == []
    shutil.rmtree(folder)


def test_several_commands_at_once_share_one_database_and_one_broker(var_dir):
    commands = [command(var_dir, "start") for _ in range(3)]

    assert [(process.communicate(timeout=120)[1], process.returncode) for process in commands] == [("", 0)] * 3
    assert [process.name() for process in servers(var_dir)] == ["postgres", "valkey-server"]
    assert run(var_dir, "status") == "postgres: up\nvalkey: up\n"


def test_data_outlives_a_kill_even_when_the_old_process_number_belongs_to_another(var_dir):
    run(var_dir, "start")
    query(var_dir, "CREATE TABLE kept AS SELECT 42 AS answer")
    for server in servers(var_dir):
        server.kill()
        server.wait(10)
    pid_file = var_dir / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # this test's own process

    run(var_dir, "start")

    assert query(var_dir, "SELECT answer FROM kept") == [(42,)]
    assert run(var_dir, "status") == "postgres: up\nvalkey: up\n"


def test_the_servers_stay_for_whoever_else_uses_them_and_go_with_the_last(var_dir):
    other = stay(var_dir)

    run(var_dir, "with", "true")
    assert len(servers(var_dir)) == 2

    other.communicate(timeout=60)
    assert servers(var_dir) == []


def test_a_command_that_was_killed_does_not_count_as_a_user(var_dir):
    other = stay(var_dir)
    other.kill()
    other.communicate(timeout=60)

    run(var_dir, "with", "true")

    assert servers(var_dir) == []


def test_a_path_too_long_for_a_socket_is_served_on_loopback_with_a_password(var_dir):
    deep = var_dir / ("d" * 60) / ("e" * 60)
    run(deep, "start")
    try:
        address = json.loads((deep / "postgres" / "address.json").read_text())
        assert address["host"] == "127.0.0.1"
        assert query(deep, "SELECT 1") == [(1,)]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**{**address, "password": "guess"}, user=embedded.DATABASE, dbname=embedded.DATABASE)
    finally:
        run(deep, "stop")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_root_hands_the_servers_to_another_user_and_opens_no_folder_to_others(var_dir):
    var_dir.chmod(0o700)  # as root's home is

    run(var_dir / "below", "start")
    try:
        assert all(server.uids().real != 0 for server in servers(var_dir))
        assert var_dir.stat().st_mode & 0o777 == 0o700
        assert (var_dir / "below" / "postgres").stat().st_mode & 0o777 == 0o700
        assert query(var_dir / "below", "SELECT 1") == [(1,)]
    finally:
        run(var_dir / "below", "stop")


def test_a_server_that_cannot_start_says_why_in_words(var_dir):
    (var_dir / "postgres").mkdir()
    (var_dir / "postgres" / "data").write_text("a file where a folder should be")

    process = command(var_dir, "start")
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "Traceback" not in errors
    assert "data" in errors


def test_the_servers_are_out_of_reach_of_ctrl_c_in_the_terminal(var_dir):
    run(var_dir, "start")

    assert all(os.getsid(server.pid) != os.getsid(0) for server in servers(var_dir))
