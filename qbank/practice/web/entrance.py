"""Who has entered a shared server: students by their class's code and a name or by links of their own, the instructor by a link.

A browser that is let in gets a cookie that says until when, signed, and that the store knows; so one that was made up, whose
time is over, or whose owner has left lets nobody in. A link is signed together with the class's code: a new code makes all
links of the class invalid. Guessing is counted in the store, for all processes together.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.errors import QbankError
from qbank.practice.session import PracticeError
from qbank.practice.store.limits import count, counted, deeds
from qbank.practice.store.people import (
    Learner,
    SchoolClass,
    add_learner,
    class_of_code,
    learner,
    learners,
    school_class,
)
from qbank.practice.store.visits import Visit, add_visit, end_visit, visit
from qbank.practice.tutor import Tutor
from qbank.practice.web.desk import Desk
from qbank.practice.web.rooms import OutsideError, TooMuchError
from qbank.practice.web.seal import claimed, opened, sealed

if TYPE_CHECKING:
    from sqlalchemy import Connection

LINK, VISIT = "link", "visit"
INSTRUCTOR = "instructor"
STUDIES, TEACHES = timedelta(days=30), timedelta(hours=12)
"""So long a browser is let in: a student's, and the instructor's."""
LETTERS, HALF = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 4
"""A class's code is twice so many of these, no two of which look alike."""
WINDOW, WRONG = timedelta(minutes=10), 100
"""So many wrong codes and links are taken from one address in this time: a class may sit behind one."""
HOUR, NEWCOMERS = timedelta(hours=1), 1000
"""So many may join one class in an hour."""
MINUTE, DEEDS = timedelta(minutes=1), 120
"""So much may be done by one student in a minute: each answer, hint, report and question counts."""
LONGEST_NAME = 80


class Came(Struct, frozen=True):
    """Who is about to enter by a link: the name of a student and of the class, or the instructor."""

    learner: str | None
    name: str
    school_class: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """The entrance of a shared server at a public address."""

    tutor: Tutor
    clock: Callable[[], datetime]
    secret: bytes
    fresh: Callable[[], str]
    address: str

    # --- who is in ---

    def desk(self, cookie: str) -> Desk:
        """Where the student works who has entered with this cookie; OutsideError for anybody else."""
        found = self._visit(cookie)
        if found is None or found.learner is None:
            raise OutsideError("nobody has entered here")
        who = found.learner
        return Desk(self.tutor, who, self.clock, lambda: self.link(who))

    def is_instructor(self, cookie: str) -> bool:
        """Whether the instructor has entered with this cookie."""
        found = self._visit(cookie)
        return found is not None and found.learner is None

    def _visit(self, cookie: str) -> Visit | None:
        now = self.clock()
        said = opened(self.secret, VISIT, cookie)
        if said is None or int(said.partition("-")[0]) <= now.timestamp():
            return None
        with self.tutor.store.reading() as connection:
            return visit(connection, cookie, now)

    def busy(self, desk: Desk) -> None:
        """TooMuchError for a student who has done more in the last minute than anybody does by hand."""
        with self.tutor.store.reading() as connection:
            if deeds(connection, desk.learner, self.clock() - MINUTE) >= DEEDS:
                raise TooMuchError("this is more than anybody does in a minute: wait a little, nothing is lost")

    # --- entering ---

    def join(self, code: str, name: str, address: str) -> str:
        """The cookie of a new student of the class with this code; ``address`` is whence it is asked."""
        called = checked_name(name)
        with self.tutor.store.writing() as connection:
            self._refuse_guessing(connection, address)
            found = class_of_code(connection, _typed(code))
            if found is not None:
                return self._joined(connection, found, called)
            self._wrong(connection, address)
        raise PracticeError("no class has this code: look at it again")

    def _joined(self, connection: "Connection", of: SchoolClass, name: str) -> str:
        if any(one.name.casefold() == name.casefold() for one in learners(connection, of.id)):
            raise PracticeError(
                "somebody in this class has this name: open your own link, or add something to the name"
            )
        if count(connection, f"joined/{of.id}", HOUR, self.clock()) > NEWCOMERS:
            raise TooMuchError("too many have joined this class within an hour: try again later")
        added = Learner(self.fresh(), name, of.id, self.clock())
        add_learner(connection, added)
        return self._let_in(connection, added.id)

    def came(self, seal: str, address: str) -> Came:
        """Who a link belongs to; QbankError where it is not valid."""
        with self.tutor.store.writing() as connection:
            self._refuse_guessing(connection, address)
            found = self._owner(connection, seal)
            if found is not None:
                return found
            self._wrong(connection, address)
        raise QbankError("this link does not lead in any more: ask for a new one")

    def enter(self, seal: str, address: str) -> str:
        """The cookie of whoever a link belongs to."""
        found = self.came(seal, address)
        with self.tutor.store.writing() as connection:
            return self._let_in(connection, found.learner)

    def leave(self, cookie: str) -> None:
        """A browser leaves: its cookie lets nobody in any more."""
        with self.tutor.store.writing() as connection:
            end_visit(connection, cookie)

    def _owner(self, connection: "Connection", seal: str) -> Came | None:
        if claimed(seal) == INSTRUCTOR:
            return Came(None, "", "") if opened(self.secret, LINK, seal) else None
        who = learner(connection, claimed(seal))
        of = school_class(connection, who.school_class) if who is not None and who.school_class else None
        if who is None or of is None or not opened(self.secret, LINK, seal, of.code):
            return None
        return Came(who.id, who.name, of.name)

    def _let_in(self, connection: "Connection", who: str | None) -> str:
        until = self.clock() + (TEACHES if who is None else STUDIES)
        cookie = sealed(self.secret, VISIT, f"{int(until.timestamp())}-{self.fresh()}")
        add_visit(connection, cookie, Visit(who, until), self.clock())
        return cookie

    def _refuse_guessing(self, connection: "Connection", address: str) -> None:
        if counted(connection, f"wrong/{address}", WINDOW, self.clock()) >= WRONG:
            raise TooMuchError("too many wrong codes and links came from here: wait ten minutes")

    def _wrong(self, connection: "Connection", address: str) -> None:
        count(connection, f"wrong/{address}", WINDOW, self.clock())

    # --- links ---

    def link(self, who: str) -> str:
        """The link by which a student enters, from anywhere."""
        with self.tutor.store.reading() as connection:
            found = learner(connection, who)
            of = school_class(connection, found.school_class) if found is not None and found.school_class else None
        if of is None:
            raise QbankError(f"there is no student {who!r}")
        return f"{self.address}/enter/{sealed(self.secret, LINK, who, of.code)}"

    @property
    def instructor_link(self) -> str:
        """The link by which the instructor enters."""
        return f"{self.address}/enter/{sealed(self.secret, LINK, INSTRUCTOR)}"


def new_code(word: Callable[[int], int]) -> str:
    """A class's code, easy to read out and to type; ``word`` draws a number below another one.

    >>> new_code(lambda size: size - 1)
    'ZZZZ-ZZZZ'
    """
    letters = [LETTERS[word(len(LETTERS))] for _ in range(2 * HALF)]
    return f"{''.join(letters[:HALF])}-{''.join(letters[HALF:])}"


def _typed(code: str) -> str:
    """A code as it was given out, however it is typed."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return f"{letters[:HALF]}-{letters[HALF:]}"


def checked_name(name: str) -> str:
    """A name as it is kept; PracticeError for one that nobody could be called.

    >>> checked_name("  Ada   Lovelace ")
    'Ada Lovelace'
    """
    called = " ".join(unicodedata.normalize("NFC", name).split())
    if not called or not any(map(str.isalnum, called)):
        raise PracticeError("say your name, as your instructor knows it")
    if len(called) > LONGEST_NAME:
        raise PracticeError(f"this name is longer than {LONGEST_NAME} letters")
    if not called.isprintable():
        raise PracticeError("this name has characters in it that cannot be printed")
    return called
