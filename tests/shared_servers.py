"""A server of classes in processes of its own, and a browser by hand."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from qbank.practice.store.engine import Store, open_store
from qbank.practice.store.people import SchoolClass, add_class
from tests.commands import QBANK
from tests.practice_pages import EVERY

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CODE = "ABCD-2345"
EVERYTHING = "stats.every: {name: Everything, definition: All of it.}"
SECRET = "a secret of the tests that is long enough"


class Shared(NamedTuple):
    """A running server: its port, its first process, the link of its instructor, and where it keeps practice."""

    port: int
    process: "subprocess.Popen[str]"
    instructor: str
    database: str

    def store(self) -> Store:
        """Its store, to look into; to be closed."""
        return open_store(self.database, NOW)


def every_interaction(folder: Path) -> Path:
    """A bank of one question, with every interaction."""
    folder.mkdir()
    (folder / "every.yaml").write_text(EVERY, encoding="utf-8")
    (folder / "objectives.yaml").write_text(EVERYTHING, encoding="utf-8")
    return folder


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def shared_server(bank: Path | None, database: str, processes: int = 1) -> Iterator[Shared]:
    """A server of one class, for as long as it is needed; of the shipped bank where none is given."""
    port = free_port()
    command = [*QBANK, "serve", "--shared", f"http://127.0.0.1:{port}", "--port", str(port), "--database", database]
    command += ["--processes", str(processes), *(["--bank", str(bank)] if bank else [])]
    store = open_store(database, NOW)
    with store.writing() as connection:
        add_class(connection, SchoolClass("rl", "Reinforcement learning", CODE, NOW))
    store.close()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "QBANK_SECRET": SECRET}
    )
    try:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(3)]
        found = re.search(r"/enter/\S+", said[1])
        assert found, (said, process.communicate()[0])
        yield Shared(port, process, found[0], database)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        finally:
            process.kill()


class Client:
    """A browser by hand: its cookie and the names in the last page."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.token, self.key = port, "", "", ""

    def send(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        """What a request is answered: status, headers and text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        try:
            connection.request(method, path, body, {**kind, **cookie, **headers})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            text = answer.read().decode()
        finally:
            connection.close()
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].partition(";")[0]
        for name in ("token", "key"):
            if inside := re.search(rf'name="{name}" value="([^"]+)"', text):
                setattr(self, name, unescape(inside[1]))
        return answer.status, found, text

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        """A form, sent with the token of the last page."""
        return self.send("POST", path, urlencode({"token": self.token, **fields}))

    def join(self, name: str, code: str = CODE) -> int:
        """Enter a class by its code; the status of what is answered."""
        self.send("GET", "/")
        status = self.post("/join", code=code, name=name)[0]
        self.send("GET", "/")
        return status

    def enter(self, link: str) -> int:
        """Enter by a link; the status of what is answered."""
        path = link[link.index("/enter/") :]
        if (status := self.send("GET", path)[0]) != 200:
            return status
        status = self.post(path)[0]
        self.send("GET", "/")
        return status

    def question(self) -> str:
        """The address of a question that is served now."""
        self.send("GET", "/")
        status, headers, text = self.post("/begin", what="next")
        assert status == 303, text
        path = headers["location"].partition("#")[0]
        self.send("GET", path)
        return path

    def following(self, question: str, session: str) -> str:
        """The address of the question after one."""
        status, headers, text = self.post(f"/session/{session}/next", after=question.rpartition("/")[2])
        assert status == 303, text
        path = headers["location"].partition("#")[0]
        self.send("GET", path)
        return path
