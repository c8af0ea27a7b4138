"""``qbank serve --shared``: how students and their instructor enter, and what nobody else can do."""

import hmac
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from qbank.cli.main import qbank
from qbank.practice.store.log import answered
from qbank.practice.store.people import learners, renew_code
from qbank.practice.store.servings import had
from qbank.practice.store.visits import Visit, add_visit
from qbank.practice.web.entrance import DEEDS, VISIT, WRONG, new_code
from qbank.practice.web.seal import sealed
from tests.commands import subprocess_run
from tests.shared_servers import CODE, SECRET, Client, Shared, every_interaction, free_port, shared_server


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return every_interaction(tmp_path / "bank")


@pytest.fixture
def shared(bank: Path, tmp_path: Path) -> Iterator[Shared]:
    """Two processes that serve a class from one file."""
    with shared_server(bank, str(tmp_path / "class.sqlite"), processes=2) as served:
        yield served


@pytest.fixture
def anywhere(bank: Path, address: str) -> Iterator[Shared]:
    """Two processes that serve a class, from either kind of store."""
    with shared_server(bank, address, processes=2) as served:
        yield served


def entered(shared: Shared, name: str) -> Client:
    client = Client(shared.port)
    assert client.join(name) == 303
    return client


def link_of(client: Client) -> str:
    found = re.search(r'href="(http://[^"]*/enter/[^"]+)"', client.send("GET", "/you")[2])
    assert found
    return found[1]


def signing_key() -> bytes:
    """What the server of the tests signs with."""
    return hmac.digest(SECRET.encode(), b"forms", "sha256")


# --- entering ---


def test_students_join_by_code_and_name_and_come_back_by_their_own_link(anywhere: Shared) -> None:
    ada = Client(anywhere.port)
    assert "The code of your class" in ada.send("GET", "/")[2]
    assert ada.join(" Ada  Lovelace ", code="abcd 2345") == 303
    page = ada.question()
    ada.post(f"{page}/answer", key=ada.key, q1a="1")
    elsewhere = Client(anywhere.port)
    assert elsewhere.enter(link_of(ada)) == 303
    assert elsewhere.send("GET", page)[0] == 200
    assert "Ada Lovelace" in elsewhere.send("GET", "/you")[2]
    kept = json.loads(elsewhere.send("GET", "/you/data.json")[2])
    assert [one["question"] for session in kept["sessions"] for one in session["questions"]] == ["every"]
    assert kept["name"] == "Ada Lovelace"


def test_opening_a_link_lets_nobody_in_until_the_form_is_sent(shared: Shared) -> None:
    link = link_of(entered(shared, "Ada"))
    client = Client(shared.port)
    path = link[link.index("/enter/") :]
    status, _, text = client.send("GET", path)
    assert (status, "Welcome, Ada" in text) == (200, True)
    assert client.send("GET", "/progress")[:1] == (303,)
    assert client.send("POST", path, "token=0")[0] == 403
    assert client.post(path)[0] == 303
    assert client.send("GET", "/progress")[0] == 200


@pytest.mark.parametrize("name", ["", "  ", "-", "x" * 81, "A\u202eda", "A\x00da"])
def test_a_name_that_nobody_has_is_refused_with_the_reason_and_kept_in_its_field(shared: Shared, name: str) -> None:
    client = Client(shared.port)
    assert client.join(name) == 403
    assert client.send("GET", "/progress")[0] == 303


def test_a_name_is_taken_once_in_a_class(shared: Shared) -> None:
    entered(shared, "Ada")
    other = Client(shared.port)
    assert other.join("ADA") == 403
    assert "somebody in this class has this name" in other.post("/join", code=CODE, name="ada")[2].lower()


def test_of_many_who_join_with_one_name_at_once_one_is_let_in(anywhere: Shared) -> None:
    clients = [Client(anywhere.port) for _ in range(8)]
    with ThreadPoolExecutor(len(clients)) as together:
        statuses = list(together.map(lambda client: client.join("Ada"), clients))
    assert sorted(statuses) == [303] + [403] * 7


def test_a_new_code_shuts_out_the_old_one_and_its_links(shared: Shared) -> None:
    link = link_of(entered(shared, "Ada"))
    store = shared.store()
    with store.writing() as connection:
        renew_code(connection, "rl", new_code(lambda size: size - 1))
    store.close()
    assert Client(shared.port).enter(link) == 403
    assert Client(shared.port).join("Bob") == 403
    assert Client(shared.port).join("Bob", code="zzzzzzzz") == 303


# --- nobody else ---


def test_nobody_sees_what_is_another_learner_s_by_changing_an_address(anywhere: Shared) -> None:
    ada, bob = entered(anywhere, "Ada"), entered(anywhere, "Bob")
    page = ada.question()
    session = re.search(r'formaction="(/session/[^/]+)/next"', ada.send("GET", page)[2])
    assert session
    bob.question()
    for path in (page, session[1]):
        assert bob.send("GET", path)[0] == 404
    for path in (f"{page}/answer", f"{page}/hint", f"{page}/solution", f"{page}/another", f"{page}/report"):
        assert bob.post(path, key="k", q1a="1", problem="none", hint="0")[0] == 404
    assert bob.post(f"{session[1]}/end")[0] == 404
    assert "Ada" not in bob.send("GET", "/you/data.json")[2]
    store = anywhere.store()
    with store.reading() as connection:
        people = {one.name: one.id for one in learners(connection)}
        assert [one.share for one in had(connection, people["Ada"])] == [None]
    store.close()


def test_two_students_get_numbers_of_their_own(shared: Shared) -> None:
    stems = set()
    for name in ("Ada", "Bob", "Eve"):
        client = entered(shared, name)
        found = re.search(r"<article.*?the sum is", client.send("GET", client.question())[2], re.S)
        assert found
        stems.add(found[0])
    assert len(stems) > 1


def test_forged_replayed_and_expired_sessions_let_nobody_in(shared: Shared) -> None:
    ada = entered(shared, "Ada")
    before, key, now = ada.cookie, signing_key(), datetime.now(UTC)
    later, past = int((now + timedelta(days=1)).timestamp()), int((now - timedelta(days=1)).timestamp())
    words = before.removeprefix("qbank=").rpartition(".")[0]
    expired, unknown = sealed(key, VISIT, f"{past}-x"), sealed(key, VISIT, f"{later}-x")
    store = shared.store()
    with store.writing() as connection:
        who = learners(connection)[0].id
        add_visit(connection, expired, Visit(who, now + timedelta(days=1)), now)
    store.close()
    forged = [words, f"{words}.", f"{words}.AAAA", f"{later}{words[10:]}.{before.rpartition('.')[2]}", "é", "." * 5000]
    for cookie in (*forged, expired, unknown, sealed(b"other", VISIT, f"{later}-x"), sealed(key, "link", f"{later}-x")):
        client = Client(shared.port)
        client.cookie = f"qbank={cookie}".encode().decode("latin-1")
        assert client.send("GET", "/progress")[0] == 303, cookie
    assert ada.send("GET", "/progress")[0] == 200
    assert ada.post("/leave")[0] == 303
    ada.cookie = before
    assert ada.send("GET", "/progress")[0] == 303


def test_a_cookie_that_was_there_before_entering_does_not_let_in_afterwards(shared: Shared) -> None:
    client = Client(shared.port)
    client.send("GET", "/")
    planted = client.cookie
    client.join("Ada")
    other = Client(shared.port)
    other.cookie = planted
    assert client.cookie != planted
    assert other.send("GET", "/progress")[0] == 303


def test_a_form_needs_the_token_of_its_own_browser(shared: Shared) -> None:
    ada, bob = entered(shared, "Ada"), entered(shared, "Bob")
    page = ada.question()
    ada.token = bob.token
    assert ada.post(f"{page}/answer", key="k", q1a="1")[0] == 403
    assert Client(shared.port).send("POST", "/join", f"token=&code={CODE}&name=Eve")[0] == 403


def test_guessing_codes_and_links_is_stopped_for_all_processes_together(shared: Shared) -> None:
    client = Client(shared.port)
    client.send("GET", "/")
    for number in range(WRONG):
        if number % 2:
            assert client.post("/join", code=f"ZZZZ-{number:04}", name="Eve")[0] == 403
        else:
            assert client.send("GET", f"/enter/instructor.{number}")[0] == 403
    status, headers, _ = client.post("/join", code=CODE, name="Eve")
    assert (status, headers["retry-after"]) == (429, "60")
    assert client.send("GET", shared.instructor)[0] == 429


def test_more_than_anybody_does_in_a_minute_is_put_off_and_nothing_is_lost(shared: Shared) -> None:
    ada = entered(shared, "Ada")
    page = ada.question()
    statuses = [ada.post(f"{page}/answer", key=f"k{number}", q1b=f"{number}..")[0] for number in range(DEEDS + 3)]
    assert statuses[0] == 303
    assert statuses[-1] == 429
    assert set(statuses) == {303, 429}
    assert entered(shared, "Bob").question()
    assert ada.send("GET", page)[0] == 200


def test_injected_markup_in_a_name_and_an_answer_is_shown_as_it_was_typed(shared: Shared) -> None:
    client = entered(shared, "<script>alert(1)</script>")
    page = client.question()
    client.post(f"{page}/answer", key=client.key, q1c="\"><img src=x onerror='alert(1)'>")
    for path in ("/you", page, "/progress"):
        text = client.send("GET", path)[2]
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;" in client.send("GET", "/you")[2]


def test_other_names_and_bodies_are_refused_and_links_stand_in_no_referrer(shared: Shared) -> None:
    client = entered(shared, "Ada")
    page = client.question()
    assert client.send("GET", page, Host="practice.example")[0] == 421
    assert client.send("GET", page, Host=f"localhost:{shared.port}")[0] == 421
    assert client.send("POST", f"{page}/answer", "x" * (1 << 19))[0] == 413
    headers = client.send("GET", "/")[1]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_a_learner_takes_along_and_deletes_what_is_kept(anywhere: Shared) -> None:
    ada = entered(anywhere, "Ada")
    link, page = link_of(ada), ada.question()
    ada.send("GET", "/you")
    assert ada.post("/you/delete", sure="yes")[0] == 409
    assert ada.post("/you/delete", sure="Delete everything")[0] == 303
    assert ada.send("GET", page)[0] == 303
    assert Client(anywhere.port).enter(link) == 403
    store = anywhere.store()
    with store.reading() as connection:
        assert learners(connection) == ()
    store.close()


# --- processes ---


def test_no_process_is_left_when_the_first_one_is_killed(shared: Shared) -> None:
    assert Client(shared.port).send("GET", "/")[0] == 200
    shared.process.kill()
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", shared.port)):
                return
        time.sleep(0.1)
    pytest.fail("somebody still answers")


FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
SLOW = """
import sys
from pathlib import Path
from qbank.loopback import patience
patience.PATIENCE = 0.5
from qbank.cli.main import main
sys.argv = ["qbank", *sys.argv[1:]]
main()
"""


def hung_up(connection: socket.socket) -> bool:
    """Whether the other side ends a connection without a word."""
    with connection:
        try:
            return connection.recv(1) == b""
        except ConnectionResetError:
            return True


def test_who_sends_byte_by_byte_is_hung_up_on_while_others_are_served(bank: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW, "serve", "--no-browser", "--bank", str(bank)]
    process = subprocess.Popen(
        [*command, "--database", str(tmp_path / "practice.sqlite")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found
        port = int(found[1])
        slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(100)]
        for number, one in enumerate(slow):
            headers = f"POST /begin HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 100\r\n{FORM}"
            one.sendall((headers + "\r\nx").encode() if number % 2 else headers.encode())
        client = Client(port)
        begun = time.monotonic()
        assert client.send("GET", "/")[0] == 200
        assert time.monotonic() - begun < 5
        assert all(map(hung_up, slow))
        assert client.send("GET", "/")[0] == 200
    finally:
        process.kill()
        process.communicate()


def test_many_students_at_once_meet_no_error_and_lose_nothing(anywhere: Shared) -> None:
    command = [sys.executable, "-m", "tests.practice_load", str(anywhere.port), CODE, "30", "6", "2"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    measured = json.loads(done.stdout)
    assert measured["errors"] == []
    assert len(measured["acknowledged"]) >= 30
    store = anywhere.store()
    with store.reading() as connection:
        assert all(answered(connection, serving, key) is not None for serving, key in measured["acknowledged"])
    store.close()


# --- what is asked for wrongly ---


@pytest.mark.parametrize(
    "address", ["practice.example.org", "ftp://example.org", "https://", "https://e.org/x", "https://e.org/?a"]
)
def test_an_address_that_is_none_is_told_how_it_should_look(address: str) -> None:
    done = CliRunner().invoke(qbank, ["serve", "--shared", address])
    assert done.exit_code == 2
    assert "--shared needs an address like https://practice.example.org" in done.output


def test_a_secret_that_is_too_short_or_missing_is_named(tmp_path: Path) -> None:
    words = ("serve", "--shared", "https://e.org", "--database", str(tmp_path / "practice.sqlite"))
    (tmp_path / "short").write_text("short\n", encoding="utf-8")
    for variable, value, message in [
        ("QBANK_SECRET", "short", "the secret in $QBANK_SECRET is too short"),
        ("QBANK_SECRET_FILE", str(tmp_path / "short"), "$QBANK_SECRET_FILE) is too short"),
        ("QBANK_SECRET_FILE", str(tmp_path / "none"), "cannot read the secret in"),
    ]:
        done = subprocess_run(*words, "--port", str(free_port()), env={**os.environ, variable: value})
        assert (done.returncode, message in done.stderr) == (1, True), done.stderr


def test_what_is_for_classes_needs_classes() -> None:
    for option in ("--processes", "--bind"):
        done = CliRunner().invoke(qbank, ["serve", option, "2"])
        assert (done.exit_code, f"{option} is of use only with --shared" in done.output) == (2, True)


def test_a_port_that_is_taken_or_an_address_of_another_machine_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ("serve", "--shared", "https://e.org", "--port", str(taken.getsockname()[1]))
        done = subprocess_run(*words)
        assert (done.returncode, "cannot be used" in done.stderr) == (1, True), done.stderr
        done = subprocess_run(*words, "--bind", "203.0.113.5")
        assert (done.returncode, "choose an address of this machine" in done.stderr) == (1, True), done.stderr
