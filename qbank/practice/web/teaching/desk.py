"""Where an instructor works, and what everything there needs.

What is shown is a record for a template, made by a function of the desk and the id in the address (``a/b`` where the address
holds two). What is done takes the form as well, and gives the address to go on at or the page to show, with what is to be said.
Sent twice, everything counts once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qbank.errors import QbankError
from qbank.practice.store.people import SchoolClass, school_class
from qbank.practice.tutor import Tutor
from qbank.practice.web.fields import Form

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TeachingDesk:
    """An instructor's desk; ``link`` gives the signed link by which the learner of an id enters."""

    tutor: Tutor
    clock: Callable[[], datetime]
    link: Callable[[str], str]


def field_text(form: Form, name: str) -> str:
    """The text in a field of a form, its lines ended alike; empty when there is no such field."""
    typed = "".join(form.get(name, ())[:1]).replace("\r\n", "\n")
    return UNSEEN.sub("", typed).strip()


def found_class(connection: "Connection", id: str) -> SchoolClass:
    """The class of that id; QbankError when there is none."""
    found = school_class(connection, id)
    if found is None:
        raise QbankError(f"there is no class {id!r}")
    return found


def two(id: str) -> tuple[str, str]:
    """The two ids that an address holds.

    >>> two("class/student")
    ('class', 'student')
    """
    first, _, second = id.partition("/")
    return first, second
