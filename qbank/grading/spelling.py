"""Texts with ``*`` and how many typing errors separate a response from them.

A typing error is a letter that is wrong, missing or too many, or two neighbours swapped (F. Damerau, Commun. ACM 7, 1964).
Only what stays within the allowed errors is followed, so the work is bounded by the product of the two lengths.
"""

WILD = ""
"""``*`` in a pattern: any characters, none included."""

Pattern = tuple[str, ...]
Row = dict[int, int]
"""The least number of errors with which the pattern so far ends at each character of the text."""


def pattern(text: str) -> Pattern:
    r"""The characters of a text, ``*`` as WILD, ``\*`` as a star.

    >>> pattern(r"a*\*")
    ('a', '', '*')
    """
    signs: list[str] = []
    position = 0
    while position < len(text):
        if text[position : position + 2] == r"\*":
            signs.append("*")
            position += 2
            continue
        signs.append(WILD if text[position] == "*" else text[position])
        position += 1
    return tuple(signs)


def typos(wanted: Pattern, text: str, most: int) -> int | None:
    """How many typing errors the text has, or None when they are more than ``most``.

    >>> typos(pattern("critic"), "cirtic", 1), typos(pattern("base*"), "baseline", 0), typos(pattern("actor"), "critic", 2)
    (1, 0, None)
    """
    earlier: Row = {}
    row: Row = _grown({0: 0}, text, most)
    previous = WILD
    for sign in wanted:
        new = _anything(row, text) if sign == WILD else _next(row, earlier, sign, previous, text)
        earlier, row = row, _grown({place: errors for place, errors in new.items() if errors <= most}, text, most)
        previous = sign
        if not row:
            return None
    return row.get(len(text))


def _anything(row: Row, text: str) -> Row:
    """Wherever the pattern could end, it can now end at any later character too."""
    new: Row = {}
    least = None
    for place in range(min(row), len(text) + 1):
        here = row.get(place)
        least = here if least is None else least if here is None else min(least, here)
        if least is not None:
            new[place] = least
    return new


def _next(row: Row, earlier: Row, sign: str, previous: str, text: str) -> Row:
    """After one more character of the pattern: met, wrong, missing, or swapped with the one before it."""
    new: Row = {}
    for place, errors in row.items():
        new[place] = min(new.get(place, errors + 1), errors + 1)
        if place < len(text):
            met = errors + (text[place] != sign)
            new[place + 1] = min(new.get(place + 1, met), met)
    if previous not in (WILD, sign):
        for place, errors in earlier.items():
            if text[place : place + 2] == sign + previous:
                new[place + 2] = min(new.get(place + 2, errors + 1), errors + 1)
    return new


def _grown(row: Row, text: str, most: int) -> Row:
    """The row, where characters of the text may be too many."""
    for place in sorted(row):
        errors, following = row[place] + 1, place + 1
        while errors <= most and following <= len(text) and errors < row.get(following, most + 1):
            row[following] = errors
            errors, following = errors + 1, following + 1
    return row
