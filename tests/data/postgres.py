"""A PostgreSQL server of the tests' own: Debian's programs, a temporary folder, a free port; gone when they end."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

REQUIRED = "TIERSCOPE_REQUIRE_POSTGRES"
USER, PASSWORD = "tierscope", "p@ss/w:rd%x"
QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=1GB")


def programs() -> Path | None:
    """The folder of the newest server's programs; Debian keeps it out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def other_user() -> dict[str, Any]:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.getuid():
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    user = known.get("postgres", known["nobody"])
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class Server:
    """A server that can be stopped and started; `url` names a new, empty place on it."""

    programs: Path
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    schemas: int = 0

    def address(
        self, *, password: str = "", host: str = "", user: str = USER, base: str = "postgres", **more: str
    ) -> str:
        """An address over the server's socket, or over `host`, where it wants the password."""
        where = more if host else {"host": str(self.folder)} | more
        made = URL.create("postgresql", user, password or None, host or None, self.port, base, query=where)
        return made.render_as_string(hide_password=False)

    def url(self) -> str:
        """The address of a new, empty schema: for its tables the same as a database of its own, and made at once."""
        self.schemas += 1
        name = f"test_{self.schemas}"
        self.execute(f"CREATE SCHEMA {name}")
        return self.address(options=f"-csearch_path={name}")

    def execute(self, statement: str) -> None:
        """Run a statement as the server's owner."""
        connection = psycopg.connect(self.address(), autocommit=True)
        with connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [*QUICK, f"unix_socket_directories={self.folder}", "listen_addresses=127.0.0.1"]
        words = ["-D", str(self.folder / "base"), "-p", str(self.port), *(f"--{setting}" for setting in settings)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), *words], cwd=self.folder, stdout=log, stderr=log, **other_user()
            )
        while not self.answers():
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])

    def answers(self) -> bool:
        """Whether it takes connections; to ask is to start a program, so a loop that asks does not spin."""
        words = ["-q", "-h", str(self.folder), "-p", str(self.port), "-t", "5"]
        return subprocess.run([str(self.programs / "pg_isready"), *words], check=False).returncode == 0

    def stop(self) -> None:
        """Stop it as a crash would: a start finds everything that was committed."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
            self.process = None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving() -> Iterator[Server | None]:
    """Run a server; None where its programs are not installed."""
    found = programs()
    if found is None:
        yield None
        return
    # Short, because a socket's path has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = Server(found, folder, free_port())
        _set_up(server)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _set_up(server: Server) -> None:
    secret = server.folder / secrets.token_hex(4)
    secret.write_text(PASSWORD, encoding="utf-8")
    user = other_user()
    if user:
        for path in (server.folder, secret):
            os.chown(path, user["user"], user["group"])
    words = ["-D", str(server.folder / "base"), "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"]
    words += [f"--pwfile={secret}", "--auth-local=trust", "--auth-host=scram-sha-256"]
    done = subprocess.run(
        [str(server.programs / "initdb"), *words], cwd=server.folder, capture_output=True, check=False, **user
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
