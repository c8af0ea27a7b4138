"""What single characters stand for in a formula."""

import unicodedata

from qbank.grading.characters import SAME
from qbank.tex.symbols import LETTERS

HAT, BAR, TILDE = "\u0302", "\u0304", "\u0303"
MARKS = {HAT: "hat", BAR: "bar", TILDE: "tilde"}
"""Marks over a letter, each a unit of its own behind the letter."""

VARIANTS = {"ϵ": "ε", "ϑ": "θ", "ϕ": "φ", "ϱ": "ρ", "ϖ": "π", "ς": "σ", "ϰ": "κ", "µ": "μ", "∆": "Δ", "Ω": "Ω"}
PRIMES = {"′": "'", "´": "'", "ʹ": "'", "`": "'", "″": "''", "‴": "'''"}
SIGNS = {"∣": "|", "❘": "|", "｜": "|", "≔": "=", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "⟨": "(", "〔": "("}
GREEK = {VARIANTS.get(letter.text, letter.text): name.removeprefix("var") for name, letter in LETTERS.items()}
"""The name of each Greek letter."""
NAMED = {name: VARIANTS.get(letter.text, letter.text) for name, letter in LETTERS.items()}
"""The letter that each LaTeX name stands for."""


def folded(character: str) -> tuple[str, str]:
    """What a character means, in plainest form, and whether it stands below or above the line.

    >>> folded("−"), folded("ₜ"), folded("²"), folded("𝐕")
    (('-', ''), ('t', '_'), ('2', '^'), ('V', ''))
    """
    if character.isascii():
        return "/" if character == ":" else character, ""
    for table in (SAME, PRIMES, SIGNS, VARIANTS):
        if character in table:
            return table[character], ""
    if character in GREEK:
        return character, ""
    kind, _, points = unicodedata.decomposition(character).rpartition("> ")
    if kind in ("<sub", "<super"):
        inner = chr(int(points, 16)) if len(points) == 4 else ""
        return VARIANTS.get(inner, SAME.get(inner, inner)), "_" if kind == "<sub" else "^"
    if character.isdecimal():
        return str(unicodedata.decimal(character)), ""
    if unicodedata.category(character) in ("Cf", "Zs"):
        return " ", ""
    return _letter(character), ""


def _letter(character: str) -> str:
    """A letter in a special face as itself, and a letter with a mark as the two."""
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain.isalnum():
        plain = VARIANTS.get(plain, plain)
    elif len(plain) > 1:
        return character
    apart = unicodedata.normalize("NFD", plain)
    return apart if len(apart) == 2 and apart[1] in MARKS else plain


def is_letter(unit: str) -> bool:
    """Whether a unit is a single letter."""
    return len(unit) == 1 and unit.isalpha()
