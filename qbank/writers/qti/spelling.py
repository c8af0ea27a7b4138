"""Texts that are right, as patterns: XML Schema's regular expressions, of which every processor's own knows this much.

A pattern holds for the whole text. Capitals, runs of spaces, kinds of dash and quotation mark, an English article, and
quotation marks or a full stop around the words make no difference, as in our own grading. Where a typing error is allowed
for, a second pattern lists what one error makes of the text: a letter wrong, missing or too many, or two swapped.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from qbank.item import Literals

AROUND = r"""[\s.,;:!?"'()]*"""
EDGES = " .,;:!?\"'()"
ARTICLE = "(([Tt][Hh][Ee]|[Aa][Nn]?) +)?"
ALIKE = ("-‐‑‒–—―−﹣", "'‘’‚‛ʼ′`´", '"“”„‟«»″')
"""Kinds of the same sign."""
SPECIAL = frozenset("\\^-[]")
"""What has a meaning inside brackets."""
STAR = "\0"
OTHER = "[^0-9]"
LETTERS_PER_TYPO = 5


def tried(literals: Literals, known: Sequence[str], *, english: bool) -> list[tuple[str, int | None]]:
    """The patterns in the order in which they are tried, with the numbers of what is known.

    First what is spelt exactly, then accepted texts with ``*``, then typing errors, last what is known with ``*``.

    >>> [number for _, number in tried(Literals(("a*", "critic"), typos=1), ["*", "b"], english=False)]
    [None, 1, None, None, 0]
    """
    ranked: list[tuple[int, str, int | None]] = []
    texts: list[tuple[str, int | None]] = [(text, None) for text in literals.accepted]
    for text, number in [*texts, *((text, number) for number, text in enumerate(known))]:
        rank = 0 if not wild(text) else 1 if number is None else 3
        ranked.append((rank, pattern(text, case=literals.case, english=english), number))
        if errors_allowed(literals, text):
            ranked.append((2, misspelt(text, case=literals.case, english=english), number))
    return [(expression, number) for _, expression, number in sorted(ranked, key=lambda each: each[0])]


def errors_allowed(literals: Literals, text: str) -> int:
    """How many typing errors are allowed for in a text.

    >>> errors_allowed(Literals((), typos=1), "TD(0)"), errors_allowed(Literals((), typos=3), "value function")
    (0, 2)
    """
    return min(literals.typos, sum(sign.isalpha() for sign in text) // LETTERS_PER_TYPO)


@lru_cache(maxsize=4096)
def pattern(text: str, *, case: bool, english: bool) -> str:
    r"""The pattern of a text, in which ``*`` stands for any characters and ``\*`` for a star.

    >>> pattern("PPO*", case=True, english=False)
    '[\\s.,;:!?"\'()]*PPO.*'
    >>> pattern("TD(0)", case=False, english=True)
    '\\s*[Tt][Dd][(]0[)]\\s*'
    """
    signs = _signs(text)
    return _around(signs, "".join(_sign(sign, case=case) for sign in signs), english=english)


@lru_cache(maxsize=4096)
def misspelt(text: str, *, case: bool, english: bool) -> str:
    """The pattern of what one typing error makes of a text; digits are never taken for misspelt, but in a text with ``*``.

    >>> misspelt("ab", case=True, english=False).removeprefix(AROUND).removesuffix(AROUND)
    '([^0-9]?b|a[^0-9]?|[^0-9]ab|a[^0-9]b|ab[^0-9]|ba)'
    """
    signs = _signs(text)
    return _around(signs, f"({'|'.join(_with_an_error(signs, case=case))})", english=english)


def _with_an_error(signs: str, *, case: bool) -> Iterator[str]:
    one = [_sign(sign, case=case) for sign in signs]
    other = "." if "*" in signs else OTHER
    for place, sign in enumerate(signs):
        if sign != "*" and not (sign.isdigit() and other == OTHER):
            yield "".join([*one[:place], f"{other}?", *one[place + 1 :]])
    for place in range(len(one) + 1):
        yield "".join([*one[:place], other, *one[place:]])
    for place, (first, second) in enumerate(pairwise(signs)):
        if "*" not in (first, second) and first != second and not (first + second).isdigit():
            yield "".join([*one[:place], one[place + 1], one[place], *one[place + 2 :]])


def _signs(text: str) -> str:
    return " ".join(text.replace("\\*", STAR).split())


def _around(signs: str, body: str, *, english: bool) -> str:
    """A pattern with what may stand around the words."""
    if signs[:1] in EDGES or signs[-1:] in EDGES:
        return rf"\s*{body}\s*"
    before = AROUND + (ARTICLE if english else "")
    return (before if signs[:1] != "*" else "") + body + (AROUND if signs[-1:] != "*" else "")


def _sign(sign: str, *, case: bool) -> str:
    if sign == "*":
        return ".*"
    if sign == " ":
        return r"\s+"
    sign = "*" if sign == STAR else sign
    kinds = next((kinds for kinds in ALIKE if sign in kinds), sign)
    if not case:
        kinds = "".join(
            dict.fromkeys(form for kind in kinds for form in (kind, kind.upper(), kind.lower()) if len(form) == 1)
        )
    if len(kinds) == 1 and kinds.isalnum():
        return kinds
    return f"[{''.join(f'{chr(92)}{kind}' if kind in SPECIAL else kind for kind in kinds)}]"


def wild(text: str) -> bool:
    r"""Whether any characters may stand somewhere in a text.

    >>> wild("base*"), wild("a\\*")
    (True, False)
    """
    return "*" in text.replace("\\*", "")
