"""Anki's collection: a database of notes and cards, always the same bytes for the same notes.

Its tables are those of the schema that every version of Anki since 2.0 imports (schema 11). Nothing in it is dated, and the
version of SQLite that wrote the file is taken out of its head. Anki takes a note for the one that it has when both were
changed in the same second, even where it is told to update always; so that second comes from what the note says.
"""

import hashlib
import json
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from qbank.writers.task import digest

SCHEMA = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
  odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
SETTINGS = "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
VERSION = 11
CHANGED = 1
"""The second at which everything but the notes was changed, long ago."""
LONG_AGO = 10**9
"""Notes were changed before this second."""
WRITTEN_BY = slice(96, 100)
"""Where a database says which version of SQLite wrote it last."""
SEPARATOR = "\x1f"
NEW_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
NEW_CARD = "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"


class Note(NamedTuple):
    """A note: what identifies it for ever, its kind, its fields, its tags, and the pictures that it shows, by name."""

    guid: str
    kind: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    pictures: dict[str, bytes]


class Deck(NamedTuple):
    """A deck: its name, under others where it has ``::``, and what is told about it."""

    name: str
    told: str = ""

    @property
    def id(self) -> int:
        """What identifies it."""
        return stable_id(f"deck {self.name}")


class Kind(NamedTuple):
    """A kind of notes: its fields, and the two sides of its card."""

    name: str
    fields: tuple[str, ...]
    front: str
    back: str
    style: str
    cloze: bool

    @property
    def id(self) -> int:
        """What identifies it; another one with other fields is another kind."""
        return stable_id(f"kind {self.name} {' '.join(self.fields)}")


def stable_id(name: str) -> int:
    """A number that looks to Anki like a time in milliseconds, and is always the same for a name.

    >>> stable_id("deck a") == stable_id("deck a"), 10**12 < stable_id("deck a") < 2 * 10**12
    (True, True)
    """
    return 10**12 + int(digest(name, 8), 16) % 10**12


def changed(content: str) -> int:
    """The second at which a note was changed, as far as Anki is told: another one for other words.

    >>> changed("a") == changed("a"), changed("a") == changed("b"), 0 < changed("a") <= LONG_AGO
    (True, False, True)
    """
    return 1 + int(hashlib.blake2b(content.encode(), digest_size=8).hexdigest(), 16) % LONG_AGO


class Collection:
    """A new database, written note by note."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self._database = sqlite3.connect(path)
        self._database.executescript(SETTINGS + SCHEMA)
        self._next = stable_id(f"notes {name}")
        self._cards = 0

    def add(self, note: Note, deck: Deck, kind: Kind) -> None:
        """A note and its card."""
        fields = SEPARATOR.join([field.replace(SEPARATOR, " ") for field in note.fields])
        first = note.fields[0]
        checksum = int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        self._next += 1
        self._cards += 1
        self._database.execute(
            NEW_NOTE, (self._next, note.guid, kind.id, changed(fields + tags), tags, fields, first, checksum)
        )
        self._database.execute(NEW_CARD, (self._next, self._next, deck.id, CHANGED, self._cards))

    def finish(self, decks: list[Deck], kinds: list[Kind]) -> None:
        """Everything that is not a note, and the end."""
        row = (
            *(1, CHANGED, 1000 * CHANGED, 1000 * CHANGED, VERSION, 0, 0, 0),
            *map(_json, (_settings(kinds), _models(kinds), _decks(decks), _options(), {})),
        )
        self._database.execute(f"INSERT INTO col VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608  question marks
        self._database.commit()
        self._database.close()
        with self.path.open("r+b") as file:
            file.seek(WRITTEN_BY.start)
            file.write(bytes(WRITTEN_BY.stop - WRITTEN_BY.start))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _settings(kinds: list[Kind]) -> dict[str, object]:
    return {
        "activeDecks": [1],
        "addToCur": True,
        "collapseTime": 1200,
        "curDeck": 1,
        "curModel": kinds[0].id,
        "dueCounts": True,
        "estTimes": True,
        "newSpread": 0,
        "nextPos": 1,
        "sortBackwards": False,
        "sortType": "noteFld",
        "timeLim": 0,
    }


def _models(kinds: list[Kind]) -> dict[str, object]:
    return {str(kind.id): _model(kind) for kind in kinds}


def _model(kind: Kind) -> dict[str, object]:
    plain = {"font": "Arial", "media": [], "rtl": False, "size": 20, "sticky": False}
    card = {"afmt": kind.back, "bafmt": "", "bqfmt": "", "did": None, "name": "Card", "ord": 0, "qfmt": kind.front}
    return {
        "css": kind.style,
        "did": 1,
        "flds": [{**plain, "name": name, "ord": place} for place, name in enumerate(kind.fields)],
        "id": kind.id,
        "latexPost": "\\end{document}",
        "latexPre": "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n",
        "mod": CHANGED,
        "name": kind.name,
        "req": [[0, "any", [kind.fields.index("Question")]]],
        "sortf": 0,
        "tags": [],
        "tmpls": [card],
        "type": int(kind.cloze),
        "usn": -1,
        "vers": [],
    }


def _decks(decks: list[Deck]) -> dict[str, object]:
    return {str(number): _deck(number, name, told) for number, name, told in _numbered(decks)}


def _numbered(decks: list[Deck]) -> list[tuple[int, str, str]]:
    return [(1, "Default", ""), *((deck.id, deck.name, deck.told) for deck in decks)]


def _deck(number: int, name: str, told: str) -> dict[str, object]:
    nothing = [0, 0]
    return {
        "collapsed": False,
        "conf": 1,
        "desc": told,
        "dyn": 0,
        "extendNew": 0,
        "extendRev": 50,
        "id": number,
        "lrnToday": nothing,
        "mod": CHANGED,
        "name": name,
        "newToday": nothing,
        "revToday": nothing,
        "timeToday": nothing,
        "usn": -1,
    }


def _options() -> dict[str, object]:
    """How cards are scheduled, as Anki does by itself."""
    new = {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20}
    review = {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 200}
    lapse = {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0}
    settings = {"autoplay": True, "id": 1, "maxTaken": 60, "mod": 0, "name": "Default", "replayq": True, "timer": 0}
    return {"1": {**settings, "lapse": lapse, "new": {**new, "separate": True}, "rev": review, "usn": 0}}
