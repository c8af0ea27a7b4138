"""Which characters an author's text may hold.

Printable ones, line feeds and tabs. Other line separators would make our line numbers differ from an editor's, and
private-use characters mark the places of a text while it is compiled.
"""

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufeff\ufffe\uffff]")
HINT = "delete it; it is often invisible"
SPACES = re.compile(" {2,}")


def complaint(character: str) -> str:
    """What to say about a forbidden character.

    >>> complaint("\\x07")
    'the control character U+0007 may not stand here'
    """
    kind = "private-use" if "\ue000" <= character <= "\uf8ff" else "control"
    return f"the {kind} character U+{ord(character):04X} may not stand here"


def spaced(text: str) -> str:
    """Text with one space where several stand: pages show one, so texts that differ in that alone are the same.

    >>> spaced("the  critic")
    'the critic'
    """
    return SPACES.sub(" ", text) if "  " in text else text
