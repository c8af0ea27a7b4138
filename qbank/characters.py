"""Which characters an author's text may hold.

Printable ones, line feeds and tabs. Other line separators would make our line numbers differ from an editor's, and
private-use characters mark the places of a text while it is compiled.
"""

import re

FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
HINT = "delete it; it is often invisible"


def complaint(character: str) -> str:
    """What to say about a forbidden character.

    >>> complaint("\\x07")
    'the control character U+0007 may not stand here'
    """
    kind = "private-use" if "\ue000" <= character <= "\uf8ff" else "control"
    return f"the {kind} character U+{ord(character):04X} may not stand here"
