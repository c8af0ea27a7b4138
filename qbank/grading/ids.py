"""Which options a response names: their ids, in either case, as ``a, c``, ``a c``, ``a and c``, ``(a); (c)``.

An id that does not exist, or ids written together such as ``ac``, cannot be read: they are not wrong.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from qbank.content import plain
from qbank.grading.characters import same
from qbank.grading.tokens import LONGEST_SHOWN, MAX_CHARACTERS
from qbank.interactions import Choice
from qbank.response import Invalid, Response

AND = re.compile(r"\band\b", re.IGNORECASE)
UNSEEN = re.compile("[\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*")
DRESSING = "()[]{}.\"'"
"""What people write around an id."""


class Named(Struct, frozen=True):
    """An id as the item writes it, and at which character it was typed."""

    id: str
    offset: int


def plainly(response: Response, ids: Iterable[str]) -> str | Invalid:
    """The response with every sign in its plainest form and ``and`` as a comma, as long as before."""
    if len(response) > MAX_CHARACTERS:
        return Invalid(f"this has {len(response):,} characters; at most {MAX_CHARACTERS} are read", MAX_CHARACTERS)
    text = same(response)
    return text if "and" in folded(ids) else AND.sub(",,,", text)


def folded(ids: Iterable[str]) -> dict[str, str]:
    """The ids by their small letters."""
    return {one.casefold(): one for one in ids}


def named(response: Response, choices: tuple[Choice, ...], *, kind: str, separators: str) -> list[Named] | Invalid:
    """The ids that are named, in order, or the first word that is none.

    >>> from qbank.content import Text
    >>> options = tuple(Choice(letter, Text()) for letter in "abc")
    >>> named("A) and c", options, kind="option", separators=",;")
    [Named(id='a', offset=0), Named(id='c', offset=7)]
    >>> named("a, x", options, kind="option", separators=",;")
    Invalid(message="there is no option 'x'", position=3, hint='there are a, b, c')
    """
    ids = folded(choice.id for choice in choices)
    text = plainly(response, ids)
    if isinstance(text, Invalid):
        return text
    found: list[Named] = []
    for match in re.finditer(rf"[^\s{re.escape(separators)}]+", text):
        bare = match[0].lstrip(DRESSING)
        offset = match.end() - len(bare)
        bare = bare.rstrip(DRESSING)
        if bare.casefold() in ids:
            found.append(Named(ids[bare.casefold()], offset))
        elif bare:
            return unknown(response[offset : offset + len(bare)], offset, ids, kind)
    return found or Invalid(f"no {kind} is named", start(response), f"there are {', '.join(ids.values())}")


def is_blank(response: Response) -> bool:
    """Whether nothing can be seen: only spaces and characters without a shape.

    >>> is_blank(" \\u200b\\n"), is_blank(" a")
    (True, False)
    """
    return UNSEEN.fullmatch(response) is not None


def start(response: Response) -> int:
    """The first character that is no space."""
    return len(response) - len(response.lstrip())


def unknown(typed: str, offset: int, ids: Mapping[str, str], kind: str) -> Invalid:
    """There is nothing of that id; ids written together are to be written apart."""
    shown = typed if len(typed) <= LONGEST_SHOWN else f"{typed[:LONGEST_SHOWN]}…"
    hint = f"there are {', '.join(ids.values())}"
    if 1 < len(typed) <= len(ids) and all(letter in ids for letter in typed.casefold()):
        hint = f"write a comma between them: {', '.join(typed)}"
    return Invalid(f"there is no {kind} {shown!r}", offset, hint)


def twice(found: list[Named], kind: str) -> Invalid | None:
    """The first id that stands a second time, or None."""
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            return Invalid(f"the {kind} {one.id!r} stands twice", one.offset, "name each once")
        seen.add(one.id)
    return None


def line(choice: Choice) -> str:
    """An option in one line: its id and its text."""
    return f"{choice.id}) {' '.join(plain(choice.text).split())}"
