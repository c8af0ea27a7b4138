"""Functions in a student's formula: of what stands in brackets, or of the one thing behind them."""

from fractions import Fraction
from typing import TYPE_CHECKING

from qbank.grading.notation.names import FUNCTIONS
from qbank.grading.notation.numbers import begins_number
from qbank.grading.notation.units import CLOSING, OPEN_BAR, TWO_WAYS
from qbank.term import Apply, Div, Num, Pow, Term

if TYPE_CHECKING:
    from qbank.grading.notation.reader import Reader


def applied(reader: "Reader", function: str, place: int) -> Term:
    """A function of what stands in brackets, or of the one thing behind it."""
    if reader.here.text == "^":
        reader.fail(TWO_WAYS, f"write ({function}(…))^2")
    base = _base(reader) if function == "log" and reader.take("_") else None
    degree = _degree(reader) if function == "sqrt" else None
    arguments = _arguments(reader, function, place)
    if base is not None:
        return Div(Apply("log", arguments), Apply("log", (base,)))
    if degree is not None:
        return Pow(arguments[0], Div(Num(Fraction(1)), degree))
    return Apply(function, arguments)


def _base(reader: "Reader") -> Term:
    """The base of a logarithm."""
    return reader.bracket() if reader.here.text in ("{", "(") else _number_here(reader)


def _number_here(reader: "Reader") -> Term:
    """A number, which must stand here."""
    if not begins_number(reader.here):
        reader.fail("expected a number here")
    return reader.number()


def _degree(reader: "Reader") -> Term | None:
    r"""The 3 of ``\sqrt[3]{x}``."""
    if [unit.text for unit in reader.units[reader.place : reader.place + 4 : 2]] != ["[", "]"]:
        return None
    if reader.units[reader.place + 3].text != "{":
        return None
    reader.place += 1
    term = _number_here(reader)
    reader.place += 1
    if term == Num(Fraction(0)):
        reader.fail("a root has a degree of at least 1")
    return term


def _arguments(reader: "Reader", function: str, place: int) -> tuple[Term, ...]:
    """The arguments of a function; one may go without brackets."""
    least, most = FUNCTIONS[function]
    if reader.here.text in ("(", "[", "{"):
        found = _listed(reader, most)
        if not least <= len(found) <= most:
            count = str(least) if least == most else f"at least {least}"
            noun = "argument" if most == 1 else "arguments"
            reader.fail(f"{function!r} takes {count} {noun}, not {len(found)}", place=place)
        return tuple(found)
    if reader.here.text in ("|", OPEN_BAR) and most == 1:
        return (reader.absolute(),)
    if most > 1 or not reader.begins_factor():
        reader.fail("expected a bracket here", f"write {function}(…)")
    term = reader.deeper(reader.atom)
    reader.loose = reader.units[place].text
    return (term,)


def _listed(reader: "Reader", most: int) -> list[Term]:
    """Arguments in brackets, parted by commas or semicolons."""
    begin, end = reader.place, CLOSING[reader.here.text]
    reader.parting.append(_parted_by(reader, begin) if most > 1 else "")
    reader.place += 1
    reader.bars, bars = 0, reader.bars
    found = [reader.expression()]
    while reader.take(reader.parting[-1]):
        found.append(reader.expression())
    if not reader.take(end):
        if not reader.here.text:
            reader.fail(f"a bracket is not closed: {end!r} is missing", place=begin)
        reader.fail_here()
    reader.parting.pop()
    reader.bars, reader.loose = bars, ""
    return found


def _parted_by(reader: "Reader", begin: int) -> str:
    """What parts the arguments of the bracket that opens here: semicolons if there is one, else commas."""
    level = 0
    for unit in reader.units[begin:]:
        level += (unit.text in ("(", "[", "{")) - (unit.text in (")", "]", "}"))
        if level == 1 and unit.text == ";":
            return ";"
        if level == 0:
            break
    return ","
