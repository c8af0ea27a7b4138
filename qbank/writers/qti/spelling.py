"""Texts that are right, as patterns: XML Schema's regular expressions, of which every processor's own knows this much.

A pattern holds for the whole text. Capitals, runs of spaces, kinds of dash and quotation mark, an English article, and
quotation marks or a full stop around the words make no difference, as in our own grading; typing errors are no part of it.
"""

from functools import lru_cache

from qbank.item import Literals

AROUND = r"""[\s.,;:!?"'()]*"""
EDGES = " .,;:!?\"'()"
ARTICLE = "(([Tt][Hh][Ee]|[Aa][Nn]?) +)?"
ALIKE = ("-‐‑‒–—―−﹣", "'‘’‚‛ʼ′`´", '"“”„‟«»″')
"""Kinds of the same sign."""
SPECIAL = frozenset("\\^-[]")
"""What has a meaning inside brackets."""
STAR = "\0"


@lru_cache(maxsize=4096)
def pattern(text: str, *, case: bool, english: bool) -> str:
    r"""The pattern of a text, in which ``*`` stands for any characters and ``\*`` for a star.

    >>> pattern("PPO*", case=True, english=False)
    '[\\s.,;:!?"\'()]*PPO.*'
    >>> pattern("TD(0)", case=False, english=True)
    '\\s*[Tt][Dd][(]0[)]\\s*'
    """
    signs = " ".join(text.replace("\\*", STAR).split())
    body = "".join(_sign(sign, case=case) for sign in signs)
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


def in_order(literals: Literals, known: tuple[tuple[str, int], ...]) -> list[tuple[str, int | None]]:
    """The texts as they are tried, with the number of what is known: exact ones first, then those with ``*``.

    >>> in_order(Literals(("a*", "b")), (("c", 0), ("*", 1)))
    [('b', None), ('c', 0), ('a*', None), ('*', 1)]
    """
    texts: list[tuple[str, int | None]] = [*((text, None) for text in literals.accepted), *known]
    return sorted(texts, key=lambda each: wild(each[0]))
