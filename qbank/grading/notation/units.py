"""What a student typed, as units: single characters in plainest form, each with its offset; LaTeX is undone.

r_t   rₜ   r_{t}   r_{\\mathrm{t}}        r _ { t }   or   r _ t
\\hat{A}   Â   \\widehat A                A and a hat
V^{\\prime}   V’   V′                     V '
\\left(   \\bigl(                         (
"""

import re

from msgspec import Struct

from qbank.errors import ExpressionError
from qbank.grading.notation.characters import BAR, HAT, MARKS, NAMED, TILDE, folded, is_letter

MAX_CHARACTERS = 1_000
MAX_UNITS = 600
LONGEST_SHOWN = 20
OPEN_BAR, CLOSE_BAR, FRACTION, CASES, END_CASES, NEXT_ROW = "⟦", "⟧", "\\frac", "\\begin", "\\end", "\\\\"
CLOSING = {"(": ")", "[": "]", "{": "}", OPEN_BAR: CLOSE_BAR, "|": "|"}
TWO_WAYS = "this can be read in two ways"
VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

COMMAND = re.compile(r"\\(?:begin\{cases\}|end\{cases\}|operatorname\*|[A-Za-z]+|.)", re.DOTALL)
READ = frozenset("+-*/^_{}()[]|'.,;=<>≤≥≠!&√" + VULGAR) | MARKS.keys()
_SPACES = """quad qquad thinspace enspace displaystyle limits nolimits left right mleft mright middle
    big Big bigl bigr Bigl Bigr bigg biggl biggr"""
SPACES = frozenset(_SPACES.split()) | frozenset(",;:!> \n\t/")
SIMPLE = {
    **NAMED,
    **dict.fromkeys(("cdot", "times", "ast", "cdotp", "bullet"), "*"),
    **dict.fromkeys(("div", "slash"), "/"),
    **dict.fromkeys(("{", "lbrace"), "("),
    **dict.fromkeys(("}", "rbrace"), ")"),
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
    **dict.fromkeys(("ne", "neq"), "≠"),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), FRACTION),
    **dict.fromkeys(("mid", "vert"), "|"),
    "lvert": OPEN_BAR, "rvert": CLOSE_BAR, "lbrack": "[", "rbrack": "]", "lt": "<", "gt": ">", "prime": "'",
    "_": "_", "exponentialE": "e", "begin{cases}": CASES, "end{cases}": END_CASES, "\\": NEXT_ROW,
}  # fmt: skip
WORDS = frozenset({"exp", "log", "ln", "lg", "min", "max", "sqrt", "clip"})
ACCENTS = {"hat": HAT, "widehat": HAT, "bar": BAR, "overline": BAR, "tilde": TILDE, "widetilde": TILDE}
_FONTS = """mathbf mathrm mathit mathsf mathcal mathscr mathbb text textrm textit textbf textnormal mbox operatorname
    operatorname* boldsymbol bm mathop mathnormal"""
FONTS = frozenset(_FONTS.split())
HINTS = {
    "sum": "write the sum out", "∑": "write the sum out", "prod": "write the product out", "%": "write 0.5 for 50%",
    "infty": "give a finite formula", "∞": "give a finite formula", "placeholder": "an empty box is left in the formula",
    "!": "write the product out", "±": "give one formula", "≈": "give the formula alone", "mathbb": "leave it out",
    "partial": "give the derivative worked out", "∂": "give the derivative worked out",
}  # fmt: skip


class Unit(Struct, frozen=True):
    """A character in plainest form, or a LaTeX structure; ``apart`` says that it does not continue a word."""

    text: str
    offset: int
    apart: bool = False


def units(typed: str) -> list[Unit]:
    """The units of a formula, closed by an empty one; ExpressionError with the offset of what cannot be read.

    >>> "".join(unit.text for unit in units("\\\\hat{A}_t = r_{t} − V^\\\\prime"))
    "A\u0302_t=r_{t}-V'"
    """
    if len(typed) > MAX_CHARACTERS:
        message = f"this has {len(typed):,} characters; at most {MAX_CHARACTERS:,} are read"
        raise ExpressionError(message, MAX_CHARACTERS, "give the formula alone")
    found = _Scanner(typed).scan()
    if len(found) > MAX_UNITS:
        message = "this is too long to be read as one formula"
        raise ExpressionError(message, found[MAX_UNITS].offset)
    return [*_tidied(found), Unit("", len(typed.rstrip()), apart=True)]


class _Scanner:
    """Characters and commands, one after the other."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.text = _undressed(typed)
        self.found: list[Unit] = []
        self.apart = True
        self.level = ""

    def add(self, text: str, offset: int) -> None:
        """One unit."""
        self.found.append(Unit(text, offset, self.apart))
        self.apart = False

    def scan(self) -> list[Unit]:
        """All units, fonts and accents still in place."""
        position = 0
        while position < len(self.text):
            if self.text[position] == "\\":
                position = self.command(position)
            else:
                self.character(position)
                position += 1
        self.to_level("", len(self.text))
        return self.found

    def to_level(self, level: str, offset: int) -> None:
        """Open or close a group of raised or lowered characters."""
        if level == self.level:
            return
        if self.level:
            self.add("}", offset)
        if level:
            self.add(level, offset)
            self.add("{", offset)
        self.level = level

    def character(self, position: int) -> None:
        """One character that is no command."""
        plain, level = folded(self.text[position])
        self.to_level(level if plain else self.level, position)
        if plain.isspace() or plain == "~":
            self.apart = True
            return
        if plain and set(plain) <= {"'"}:
            for _ in plain:
                self.add("'", position)
            return
        if len(plain) == 2 and plain[1] in MARKS:
            self.add(plain[0], position)
            self.add(plain[1], position)
            return
        if len(plain) != 1 or not (plain in READ or plain.isalnum()):
            raise _unreadable(self.typed[position], position)
        self.add(plain, position)

    def command(self, position: int) -> int:
        """A LaTeX command; the position behind it."""
        match = COMMAND.match(self.text, position)
        if match is None:
            raise ExpressionError("a backslash at the end", position, "leave it out")
        name = match[0][1:]
        self.to_level("", position)
        if name in SPACES:
            return self.space(name, match.end())
        self.apart = True
        if name in WORDS:
            for letter in name:
                self.add(letter, position)
        elif name in SIMPLE:
            self.add(SIMPLE[name], position)
        elif name in ACCENTS or name in FONTS:
            self.add(match[0], position)
        else:
            raise _unreadable(match[0], position)
        self.apart = True
        return match.end()

    def space(self, name: str, end: int) -> int:
        """A command that says nothing; but a bar behind ``\\left`` opens, and one behind ``\\right`` closes."""
        self.apart = True
        side = {"left": OPEN_BAR, "mleft": OPEN_BAR, "right": CLOSE_BAR, "mright": CLOSE_BAR}.get(name)
        for bar in ("|", "\\vert", "\\lvert", "\\rvert"):
            rest = self.text[end:].lstrip()[: len(bar)]
            if side and rest == bar:
                place = self.text.index(bar, end)
                self.add(side, place)
                return place + len(bar)
        return end


def _undressed(typed: str) -> str:
    """The text without dollars or ``\\( \\)`` around it, as long as before."""
    bare = typed.strip()
    for left, right in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        if len(bare) > len(left) + len(right) and bare.startswith(left) and bare.endswith(right):
            first, last = typed.index(left), typed.rindex(right)
            return (
                typed[:first]
                + " " * len(left)
                + typed[first + len(left) : last]
                + " " * len(right)
                + typed[last + len(right) :]
            )
    return typed


def _unreadable(text: str, offset: int) -> ExpressionError:
    hint = HINTS.get(text.removeprefix("\\"), "")
    return ExpressionError(f"cannot read {text[:LONGEST_SHOWN]!r} in a formula", offset, hint)


# --- fonts, accents and primes ---


def _tidied(found: list[Unit]) -> list[Unit]:
    """The units with fonts left out, marks behind their letters, primes off the line, and needless braces gone."""
    return _without_braces(_with_primes(_without_fonts(found)))


def _text(found: list[Unit], place: int) -> str:
    return found[place].text if 0 <= place < len(found) else ""


def closing(found: list[Unit], place: int) -> int:
    """Where the brace that opens at a place is closed; the end when it is not."""
    level = 0
    for index in range(place, len(found)):
        level += {"{": 1, "}": -1}.get(found[index].text, 0)
        if level == 0:
            return index
    return len(found)


def _without_fonts(found: list[Unit]) -> list[Unit]:
    """Fonts are dropped with their braces, accents become marks."""
    left_out: set[int] = set()
    marks: dict[int, Unit] = {}
    for place, unit in enumerate(found):
        name = unit.text[1:]
        if name not in ACCENTS and name not in FONTS:
            continue
        left_out.add(place)
        braced = _text(found, place + 1) == "{"
        if braced and _text(found, place - 1) not in ("_", "^"):
            left_out |= {place + 1, closing(found, place + 1)}
        if name in ACCENTS:
            letter = place + 2 if braced else place + 1
            if not is_letter(_text(found, letter)):
                raise ExpressionError(f"{unit.text!r} stands over no letter", unit.offset)
            marks[letter] = Unit(ACCENTS[name], unit.offset)
    kept: list[Unit] = []
    for place, unit in enumerate(found):
        if place not in left_out:
            kept.append(unit)
        elif kept and place + 1 < len(found):
            found[place + 1] = Unit(found[place + 1].text, found[place + 1].offset, apart=True)
        if place in marks:
            kept.append(marks[place])
    return kept


def _with_primes(found: list[Unit]) -> list[Unit]:
    """``^'`` and ``^{'}`` are primes."""
    kept: list[Unit] = []
    place = 0
    while place < len(found):
        if found[place].text == "^" and _text(found, place + 1) == "'":
            place += 1
        elif found[place].text == "^" and _text(found, place + 1) == "{" and _text(found, place + 2) == "'":
            end = closing(found, place + 1)
            if all(unit.text == "'" for unit in found[place + 2 : end]):
                kept += found[place + 2 : end]
                place = end + 1
                continue
        kept.append(found[place])
        place += 1
    return kept


def _without_braces(found: list[Unit]) -> list[Unit]:
    """``{r}_t`` is r_t; but \\sqrt{r}^2 is no root of r²."""
    needless: set[int] = set()
    for place, unit in enumerate(found):
        alone = unit.text == "{" and is_letter(_text(found, place + 1)) and _text(found, place + 2) == "}"
        if not alone or _text(found, place + 3) not in ("_", "^", "'") or _is_argument(found, place):
            continue
        needless |= {place, place + 2}
    return [unit for place, unit in enumerate(found) if place not in needless]


def _is_argument(found: list[Unit], place: int) -> bool:
    """Whether a brace belongs to a script, a fraction, or a function before it."""
    before = "".join(unit.text for unit in found[max(0, place - 4) : place])
    return before.endswith(("_", "^", FRACTION, "}", "]", *WORDS))
