"""A real PostgreSQL for tests: the system's own binaries, in a folder of its own, reachable by a socket there alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

SERVER = "postgres"
TRIES = 40


def binary(name: str) -> Path | None:
    """A program of PostgreSQL: on the path, or where Debian keeps it."""
    found = shutil.which(name)
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return Path(found) if found else kept[-1] if kept else None


class Postgres:
    """A server that can be stopped the hard way and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count()
        self.owner = _unprivileged()
        if self.owner is not None:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        self._run("initdb", "--no-sync", "--auth=trust", f"--username={SERVER}", "--encoding=UTF8", "--pgdata", "data")

    def start(self) -> None:
        """Start, once nothing is left of a server that was killed."""
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=40"
        for _ in range(TRIES):
            arguments = ("--wait", "--silent", "--pgdata=data", "--log=log", f"--options={options}")
            if not self._done("pg_ctl", "start", *arguments).returncode:
                return
            time.sleep(0.5)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata=data")

    def kill(self) -> None:
        """Kill every process of the server, with no chance to tidy up."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            os.kill(process, 9)

    def database(self) -> str:
        """The address of a new, empty database."""
        import psycopg

        name = f"practice{next(self.numbers)}"
        with psycopg.connect(host=str(self.folder), user=SERVER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://{SERVER}@/{name}?host={self.folder}"

    def _run(self, name: str, *arguments: str) -> None:
        done = self._done(name, *arguments)
        assert done.returncode == 0, done.stderr

    def _done(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = binary(name)
        assert program is not None
        who = {} if self.owner is None else {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        environment = {**os.environ, "LC_ALL": "C"}
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(program), *arguments],
            check=False,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **who,  # type: ignore[call-overload]
        )
        return done


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server, for as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="qbank-postgres-"))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom the server runs as: it refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get(SERVER, names.get("nobody"))
