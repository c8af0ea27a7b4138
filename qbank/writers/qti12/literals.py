"""Texts that are right, for readers that compare whole texts and know no stars."""

from qbank.errors import RefusedError
from qbank.item import Answer, expected


def listed(answer: Answer) -> list[str]:
    """The texts that earn everything, as they are typed; those with a star stand for others and cannot be listed.

    >>> from qbank.content import Text
    >>> from qbank.item import Literals
    >>> listed(Answer("a", Literals(("A*", "A\\\\*", "critic")), Text()))
    ['A*', 'critic']
    """
    known = [expected(one.response, str) for one in answer.known if one.credit == 1]
    found = [unstarred(one) for one in (*answer.literals.accepted, *known) if not starred(one)]
    if not found or not all(one.strip() for one in found):
        raise RefusedError("whole texts are compared: one that is right without * is needed, and none is empty")
    return found


def starred(literal: str) -> bool:
    """Whether a text stands for others."""
    return "*" in literal.replace("\\*", "")


def unstarred(literal: str) -> str:
    """A text as it is typed."""
    return literal.replace("\\*", "*")
