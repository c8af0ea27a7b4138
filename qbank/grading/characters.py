"""The characters that people type for the same sign, one for one, so that every offset stays what it was."""

import unicodedata

GROUPING = "\u00a0"
"""What all the spaces that set off thousands become."""

SAME = {
    **dict.fromkeys("−‐‑‒–—―﹣➖˗", "-"),
    **dict.fromkeys("﹢➕", "+"),
    **dict.fromkeys("·×⋅∗✕✖•∙⨯∘＊⁎", "*"),
    **dict.fromkeys("÷∕⁄➗:∶", "/"),
    **dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f", GROUPING),
    **dict.fromkeys("’‘ʼ", "'"),
    "٫": ".",
    "٪": "%",
    "ˆ": "^",
}
FULL_WIDTH = range(0xFF01, 0xFF5F)


def same(text: str) -> str:
    """The text with every sign in its plainest form, as long as before; invisible characters become spaces.

    >>> same("−３·½"), same("a\\u200eb")
    ('-3*½', 'a b')
    """
    text = _undressed(text)
    return text.replace(":", "/") if text.isascii() else "".join(map(_same, text))


def _same(character: str) -> str:
    if character in SAME:
        return SAME[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if ord(character) in FULL_WIDTH:
        return chr(ord(character) - 0xFEE0)
    return " " if unicodedata.category(character) in ("Cf", "Zs") else character


def _undressed(text: str) -> str:
    """A formula copied with its dollar signs: spaces in place of them."""
    bare = text.strip()
    if len(bare) < 3 or bare[0] != "$" or bare[-1] != "$":
        return text
    first, last = text.index("$"), text.rindex("$")
    return f"{text[:first]} {text[first + 1 : last]} {text[last + 1 :]}"
