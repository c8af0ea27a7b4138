"""How states and actions are shown: ``s1`` is s with the index 1, another name is what it is."""

import re

from qbank.content import Inline, Maths, Str
from qbank.tex.parser import parse
from qbank.tex.unicode import unicode_maths

INDEXED = re.compile(r"([A-Za-z])_?([0-9]{1,2})?('*)")


def name_line(name: str) -> tuple[Inline, ...]:
    """A state's name in a line of text: a formula where it is a letter with an index.

    >>> name_line("low")
    (Str(text='low'),)
    """
    latex = name_latex(name)
    return (Str(name),) if latex.startswith("\\text") else (Maths(parse(latex)),)


def shown_name(name: str) -> str:
    """A state's name in Unicode characters.

    >>> shown_name("s1"), shown_name("low")
    ('s₁', 'low')
    """
    found = INDEXED.fullmatch(name)
    return unicode_maths(parse(name_latex(name)), str) if found else name


def name_latex(name: str) -> str:
    r"""A state's name in a formula.

    >>> name_latex("s1"), name_latex("low")
    ('s_{1}', '\\text{low}')
    """
    found = INDEXED.fullmatch(name)
    if not found:
        return rf"\text{{{name}}}"
    letter, index, primes = found.groups()
    return f"{letter}{primes}_{{{index}}}" if index else f"{letter}{primes}"
