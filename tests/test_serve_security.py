"""``qbank serve`` on one's own machine: what nobody else can do."""

import re
from urllib.parse import urlencode

from qbank.practice.session import Tried
from tests.practice_pages import Served, every
from tests.shared_servers import Client

__all__ = ["every"]


def test_pages_run_our_script_alone_and_are_kept_nowhere(every: Served) -> None:
    status, headers, text = Client(every.port).send("GET", "/")
    assert status == 200
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src 'self'; connect-src 'self'; " in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert {"httponly", "samesite=strict"} <= {word.strip().lower() for word in headers["set-cookie"].split(";")}
    assert re.findall("<script[^>]*>", text) == ['<script src="/practice.js" defer>']


def test_a_form_without_the_token_of_this_browser_does_nothing(every: Served) -> None:
    client, other = Client(every.port), Client(every.port)
    page = client.question()
    other.send("GET", "/")
    for token in ("", "0" * 64, other.token, "é"):
        body = urlencode({"token": token, "key": client.key, "q1a": "1"})
        assert client.send("POST", f"{page}/answer", body)[0] == 403
    body = urlencode({"token": client.token, "q1a": "1"})
    client.cookie = ""
    assert client.send("POST", f"{page}/answer", body)[0] == 403
    assert every.kept(page).log == ()


def test_an_answer_that_is_sent_twice_counts_once(every: Served) -> None:
    client = Client(every.port)
    page = client.question()
    key = client.key
    for _ in range(3):
        assert client.post(f"{page}/answer", key=key, q1a="1")[:1] == (303,)
    client.post(f"{page}/answer", key=key, q1a="2")
    assert [entry.responses for entry in every.kept(page).log if isinstance(entry, Tried)] == [{"product": "1"}]
    for _ in range(2):
        client.post(f"{page}/hint", hint="0")
    assert every.kept(page).hints_taken == 1
    session = every.kept(page).session.id
    went = {client.post(f"/session/{session}/next", after=page.rpartition("/")[2])[1]["location"] for _ in range(2)}
    assert len(went) == 1
    assert went != {page}


def test_other_hosts_other_bodies_and_other_addresses_are_refused(every: Served) -> None:
    client = Client(every.port)
    page = client.question()
    assert client.send("GET", page, Host="qbank.example")[0] == 421
    assert client.send("POST", f"{page}/answer", "x" * (1 << 19))[0] == 413
    assert client.send("POST", f"{page}/answer", '{"token": 1}', **{"Content-Type": "application/json"})[0] == 415
    assert client.send("POST", f"{page}/answer", "&".join(["a=1"] * 2000))[0] == 400
    assert client.send("POST", f"{page}/answer", "token=%ff&a=1")[0] == 403
    for path in ("/question/forged", "/session/forged", "/question/..%2f..%2fetc", "/nothing", "/question/a'b"):
        assert client.send("GET", path)[0] == 404
    assert client.post("/session/forged/next")[0] == 404
    assert client.post("/question/forged/answer", q1a="1")[0] == 404
    assert client.send("GET", "/begin")[0] in (404, 405)
    assert client.post("/begin", what="practise", blueprint="<b>none</b>")[0] == 400
    assert "<b>none" not in client.post("/begin", what="practise", blueprint="<b>none</b>")[2]
    assert client.post("/begin", what="objectives")[0] == 409


def test_no_page_shows_a_key_before_it_is_due(every: Served) -> None:
    client = Client(every.port)
    page = client.question()
    text = client.send("GET", page)[2]
    for kept_back in ("average", "Add them first", "It stands for all at once", "This is the sum", "model"):
        assert kept_back not in text
    assert client.post(f"{page}/mark", marked="q1h", **{"points-q1h": "2"})[0] == 409


def test_a_hint_that_is_not_next_is_not_given(every: Served) -> None:
    client = Client(every.port)
    page = client.question()
    for number in ("1", "7", "-1", "x", "", "9" * 5000):
        client.post(f"{page}/hint", hint=number)
    assert every.kept(page).hints_taken == 0
