"""The symbols of a question in every reasonable way of writing them, found in what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations, product

from qbank.grading.notation.characters import GREEK, MARKS, is_letter
from qbank.grading.notation.units import Unit, closing, units
from qbank.interactions import Symbol

MAX_VARIANTS = 64
Variant = tuple[str, ...]


@dataclass
class Spellings:
    """Every way of writing each symbol, by its first unit."""

    symbols: tuple[Symbol, ...]
    variants: dict[str, dict[Variant, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for symbol in self.symbols:
            for spelling in symbol.spellings:
                for variant in variants(spelling):
                    self.variants.setdefault(variant[0], {}).setdefault(variant, symbol.name)

    def at(self, found: Sequence[Unit], place: int) -> dict[int, str]:
        """The names of the symbols that begin at a place, by where they end."""
        ends: dict[int, str] = {}
        for variant, name in self.variants.get(found[place].text, {}).items():
            end = matched(variant, found, place)
            if end is not None:
                ends.setdefault(end, name)
        return ends


# --- ways of writing one spelling ---


@lru_cache(maxsize=4096)
def variants(spelling: str) -> list[Variant]:
    """The ways of writing a spelling, as units; scripts in braces.

    >>> ["".join(variant) for variant in variants("γ'_t")]
    ["γ'_{t}", "gamma'_{t}", "γ_{t}'", "gamma_{t}'"]
    """
    found: dict[Variant, None] = {}
    for ordered in _orders(_braced([unit.text for unit in units(spelling)[:-1]])):
        for marked in _unmarked(ordered):
            named = (
                ((unit,), tuple(GREEK[unit])) if unit in GREEK and unit.isalpha() else ((unit,),) for unit in marked
            )
            for chosen in product(*named):
                found[tuple(unit for part in chosen for unit in part)] = None
                if len(found) >= MAX_VARIANTS:
                    return list(found)
    return list(found)


def _braced(plain: list[str]) -> list[str]:
    """The units with braces around scripts that have none: a word, a number or one letter."""
    result: list[str] = []
    place = 0
    while place < len(plain):
        result.append(plain[place])
        place += 1
        if result[-1] in ("_", "^") and plain[place : place + 1] not in (["{"], []):
            end = place + 1
            while end < len(plain) and plain[place].isascii() and plain[end].isalnum() and plain[end].isascii():
                end += 1
            result += ["{", *plain[place:end], "}"]
            place = end
    return result


def _orders(plain: list[str]) -> list[list[str]]:
    """The units with the scripts and primes behind one letter in every order: V'_t is also V_t'."""
    orders: list[list[str]] = [[]]
    place = 0
    while place < len(plain):
        scripts, end = _scripts(plain, place)
        ways = list(permutations(scripts)) if len(scripts) in (2, 3) else [tuple(scripts)]
        if scripts:
            orders = [order + [unit for part in way for unit in part] for order in orders for way in ways]
            place = end
        else:
            orders = [[*order, plain[place]] for order in orders]
            place += 1
        orders = orders[:12]
    return orders


def _scripts(plain: list[str], place: int) -> tuple[list[list[str]], int]:
    """The scripts that begin at a place, primes together, and where they end."""
    found: list[list[str]] = []
    while place < len(plain) and plain[place] in ("_", "^", "'"):
        end = place + 1
        if plain[place] == "'":
            while end < len(plain) and plain[end] == "'":
                end += 1
        else:
            level = 0
            while end < len(plain):
                level += {"{": 1, "}": -1}.get(plain[end], 0)
                end += 1
                if level == 0:
                    break
        found.append(plain[place:end])
        place = end
    return found, place


def _unmarked(plain: list[str]) -> list[list[str]]:
    """A letter with a hat also as A_hat, Ahat and hat(A)."""
    place = next((index for index, unit in enumerate(plain) if unit in MARKS), None)
    if place is None:
        return [plain]
    letter, name = plain[place - 1], list(MARKS[plain[place]])
    written = [
        [letter, plain[place]],
        [letter, "_", "{", *name, "}"],
        [letter, *name],
        [*name, "(", letter, ")"],
    ]
    return [plain[: place - 1] + way + rest for way in written for rest in _unmarked(plain[place + 1 :])]


# --- finding one ---


def matched(variant: Sequence[str], found: Sequence[Unit], place: int) -> int | None:
    """Where a variant that begins at a place ends; None when it does not stand there.

    Scripts may be in braces, in round brackets, or, being words, bare; a sum may be bare where a bracket closes behind it, as
    in V(s_t+1).
    """
    index = 0
    while index < len(variant):
        unit = found[place] if place < len(found) else None
        if unit is None or unit.text != variant[index]:
            return None
        if index and unit.apart and _in_word(variant[index - 1], variant[index]):
            return None
        place += 1
        if variant[index] not in ("_", "^"):
            index += 1
            continue
        end = _closing(variant, index + 1)
        after = _script(variant[index + 2 : end], found, place, bare_sum=variant[end + 1 : end + 2] == (")",))
        if after is None:
            return None
        place, index = after, end + 1
    return place


def _in_word(before: str, unit: str) -> bool:
    """Whether two units belong to one word or number, so that no space may part them."""
    return before.isascii() and unit.isascii() and before.isalnum() and unit.isalnum()


def _closing(variant: Sequence[str], place: int) -> int:
    level = 0
    for index in range(place, len(variant)):
        level += {"{": 1, "}": -1}.get(variant[index], 0)
        if level == 0:
            return index
    return len(variant)


def _script(content: Sequence[str], found: Sequence[Unit], place: int, *, bare_sum: bool) -> int | None:
    """Where what a script holds ends, with its brackets."""
    opening = found[place].text if place < len(found) else ""
    for left, right in (("{", "}"), ("(", ")")):
        if opening == left and content[:1] != (left,):
            end = matched(content, found, place + 1)
            return end + 1 if end is not None and end < len(found) and found[end].text == right else None
    if bare_sum or all(unit.isalnum() or unit in "_{}" for unit in content):
        return matched(content, found, place)
    return None


# --- words ---


def goes_on(found: Sequence[Unit], place: int) -> bool:
    """Whether a name goes on at a place: with a letter or digit without a space, a script or a prime."""
    unit = found[place]
    return unit.text in ("_", "'", *MARKS) or (unit.text.isalnum() and unit.text != "" and not unit.apart)


def name_end(found: Sequence[Unit], place: int) -> int:
    """Where the whole of a name that begins at a place ends, known or not."""
    end = place + 1
    while end < len(found) and goes_on(found, end):
        if found[end].text == "_" and found[end + 1].text == "{":
            end = closing(list(found), end + 1)
        end += 1
    return min(end, len(found) - 1)


def begins_name(unit: Unit) -> bool:
    """Whether a name can begin with a unit."""
    return is_letter(unit.text)
