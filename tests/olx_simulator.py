"""What Open edX makes of a problem and how it marks it: the rules of its module ``capa``, written down again.

A problem has fields, each worth the same. A field takes what a student types, the text of an option of a drop-down, or names
``choice_0``, ``choice_1`` ... of options in their order in the file.
"""

import math
import random
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from lxml import etree  # type: ignore[import-untyped]

RESPONSES = (
    "numericalresponse",
    "formularesponse",
    "stringresponse",
    "multiplechoiceresponse",
    "optionresponse",
    "choiceresponse",
)
HALVES = {0: Fraction(1), 1: Fraction(1, 2), 2: Fraction(1, 4)}
FEWEST = {0: 0, 1: 3, 2: 5}
"""So many options there must be that so many mistakes leave something."""

Value = str | list[str]


@dataclass
class Field:
    """One field of a problem."""

    response: etree._Element

    @property
    def options(self) -> list[etree._Element]:
        return [*self.response.iter("choice", "option")]

    def pick(self, place: int) -> str:
        """What choosing an option sends: its name, or in a drop-down its text."""
        option = self.options[place]
        return f"choice_{place}" if option.tag == "choice" else (option.text or "").strip()

    def share(self, value: Value) -> Fraction:
        match self.response.tag:
            case "numericalresponse":
                return self._number(str(value))
            case "formularesponse":
                return Fraction(self._same(self.response.get("answer"), str(value)))
            case "stringresponse":
                return Fraction(self._spelt(self.response.get("answer"), str(value)))
            case "choiceresponse":
                return self._several(set(value))
            case _:
                return self._one(str(value))

    def told(self, value: Value) -> str:
        """What is said of a response, as markup."""
        if self.response.tag == "formularesponse":
            hints = {hint.get("name"): hint for hint in self.response.iter("formulahint")}
            parts = {part.get("on"): part.findtext("text") for part in self.response.iter("hintpart")}
            shown = [parts[name] for name, hint in hints.items() if self._same(hint.get("answer"), str(value))]
            return shown[-1] if shown else ""
        if self.response.tag == "stringresponse":
            for hint in self.response.iter("regexphint"):
                if self._spelt(hint.get("answer"), str(value)):
                    return etree.tostring(hint, encoding="unicode")
            return ""
        return "".join(
            etree.tostring(hint, encoding="unicode")
            for place, option in enumerate(self.options)
            for hint in option.iter("choicehint", "optionhint")
            if (self.pick(place) in value) == (hint.get("selected", "true") == "true")
        )

    def _tolerance(self, key: Fraction) -> Fraction:
        written = next(self.response.iter("responseparam")).get("default")
        return Fraction(written[:-1]) / 100 * abs(key) if written.endswith("%") else Fraction(written)

    def _number(self, typed: str) -> Fraction:
        given, key = Fraction(typed), Fraction(self.response.get("answer"))
        tolerance = self._tolerance(key)
        if abs(given - key) <= tolerance:
            return Fraction(1)
        half = next(self.response.iter("responseparam")).get("partial_answers", "").split(",")
        near = any(abs(given - Fraction(value)) <= tolerance for value in half if value)
        return Fraction(1, 2) if near and self.response.get("partial_credit") == "list" else Fraction(0)

    def _same(self, one: str, other: str) -> bool:
        """Whether two formulas agree at the numbers that are drawn; two numbers, exactly within the tolerance."""
        try:
            key, given = Fraction(one), Fraction(other)
        except ValueError:
            return self._agree(one, other)
        return abs(key - given) <= self._tolerance(key)

    def _agree(self, one: str, other: str) -> bool:
        names, ranges = self.response.get("samples").split("@")
        bounds, times = ranges.split("#")
        low, high = (list(map(float, side.split(","))) for side in bounds.split(":"))
        dice = random.Random(7)
        for _ in range(int(times)):
            drawn = {name: dice.uniform(*ends) for name, *ends in zip(names.split(","), low, high, strict=True)}
            left, right = value(one, drawn), value(other, drawn)
            if abs(left - right) > 1e-5 * max(abs(left), abs(right)):
                return False
        return True

    def _spelt(self, pattern: str, typed: str) -> bool:
        flags = re.IGNORECASE if "ci" in self.response.get("type").split() else 0
        return bool(re.search(f"^{pattern}$", typed.strip(), flags))

    def _one(self, value: str) -> Fraction:
        for place, option in enumerate(self.options):
            if self.pick(place) == value:
                if option.get("correct").lower() == "partial":
                    return Fraction(option.get("point_value"))
                return Fraction(option.get("correct").lower() == "true")
        return Fraction(0)

    def _several(self, chosen: set[str]) -> Fraction:
        names = {self.pick(place): option.get("correct") == "true" for place, option in enumerate(self.options)}
        mistakes = sum((name in chosen) != right for name, right in names.items())
        match self.response.get("partial_credit"):
            case None:
                return Fraction(mistakes == 0)
            case "EDC":
                share = Decimal(len(names) - mistakes) / len(names)
                return Fraction(share.quantize(Decimal("0.01"), ROUND_HALF_UP)) if chosen else Fraction(0)
            case "halves":
                enough = mistakes in HALVES and len(names) >= FEWEST[mistakes]
                return HALVES[mistakes] if enough and chosen else Fraction(0)
        raise AssertionError(self.response.get("partial_credit"))


FUNCTIONS = {"ln": math.log, "exp": math.exp, "sqrt": math.sqrt, "abs": abs, "__builtins__": {}}


def value(formula: str, drawn: dict[str, float]) -> float:
    """What a formula comes to."""

    def python(name: re.Match[str]) -> str:
        return name[0] if name[0] in FUNCTIONS else f"v_{name[0]}".replace("'", "_prime")

    written = re.sub(r"[A-Za-z_]\w*'*", python, formula).replace("^", "**")
    known = {f"v_{name}".replace("'", "_prime"): number for name, number in drawn.items()}
    return float(eval(written, FUNCTIONS, known))


@dataclass
class Problem:
    """A problem as Open edX reads it."""

    tree: etree._Element

    @property
    def fields(self) -> list[Field]:
        return [Field(node) for node in self.tree.iter(*RESPONSES)]

    def points(self, values: list[Value]) -> Fraction:
        """What responses to all fields earn."""
        shares = [field.share(value) for field, value in zip(self.fields, values, strict=True)]
        return Fraction(self.tree.get("weight")) * sum(shares, Fraction(0)) / len(shares)


def read(xml: str) -> Problem:
    """A problem; its fields must be where Open edX looks for them."""
    tree = etree.fromstring(xml)
    assert tree.tag == "problem"
    return Problem(tree)
