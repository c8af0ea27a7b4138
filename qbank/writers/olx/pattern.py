r"""Accepted texts as the regular expressions of Open edX's ``stringresponse``.

It anchors them as ``^one|other$``, so alternatives stand in a group; ``_or_`` would cut an answer in two, and a name behind a
dollar sign would be replaced. It strips blanks around a response. What our own grading leaves out of account is optional: an
English article, quotation marks, a full stop; blanks may be several, dashes of any kind.
"""

import re
from collections.abc import Sequence

ARTICLE = "((an?|the) +)?"
SINGLE, DOUBLE, DASHES = "'‘’", '"“”', "-‐‑‒–—−"
QUOTE = f"[{SINGLE}{DOUBLE}]?"
END = "[.,;:!?]?"
SIGN = re.compile(r"\\\*|\s+|.", re.DOTALL)
WAYS = {"*": ".*", r"\*": r"\*", "$": "[$]", "\\": r"\\"}
WAYS |= (
    dict.fromkeys(SINGLE, f"[{SINGLE}]") | dict.fromkeys(DOUBLE, f"[{DOUBLE}]") | dict.fromkeys(DASHES, f"[{DASHES}]")
)
SPECIAL = frozenset(".^+?{}[]|()")
OR = re.compile("_(o)(?=r_)", re.IGNORECASE)


def of(texts: Sequence[str]) -> str:
    """A regular expression of texts in which ``*`` stands for any characters.

    >>> print(of(["critic"]))
    ((an?|the) +)?['‘’"“”]?critic['‘’"“”]?[.,;:!?]?
    """
    found = [_one(text) for text in texts]
    body = found[0] if len(found) == 1 else f"({'|'.join(found)})"
    return f"{ARTICLE}{QUOTE}{body}{QUOTE}{END}"


def _one(text: str) -> str:
    r"""One text as a regular expression.

    >>> print(_one("Q-learning (off *)"), _one("a_or_b"), _one(r"\* $seed"))
    Q[-‐‑‒–—−]learning +\(off +.*\) a_[o]r_b \* +[$]seed
    """
    return OR.sub(r"_[\1]", "".join(map(_sign, SIGN.findall(text.strip()))))


def _sign(sign: str) -> str:
    if sign.isspace():
        return " +"
    return WAYS.get(sign) or (f"\\{sign}" if sign in SPECIAL else sign)
