"""The lines that authors write by hand: each relation between numbers in stems, prompts, hints, feedback and solutions is
claimed to hold in every draw that shows it.

Numbers are those that the page displays. What an option or a quotation says is not claimed, for it may be wrong on purpose; nor
is anything with letters, except that a quantity's own symbol, such as $A_t$, must come to that quantity where a place says what
it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from qbank.checking.lines.judge import Sides, holds, place_symbols, typed, typed_decimals
from qbank.checking.lines.names import Named, named_quantities
from qbank.checking.lines.places import Leaf, exact_values, leaf
from qbank.checking.lines.printed import PLACE, arithmetic, trimmed
from qbank.checking.lines.printed import Literal as TypedNumber
from qbank.checking.lines.relations import Relation, relations
from qbank.checking.lines.source import sums_in
from qbank.checking.warnings.look import written_choices
from qbank.commonmark.places import mark
from qbank.content import (
    Block,
    BlockPlace,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
    Link,
    Listing,
    Maths,
    Paragraph,
    Place,
    Quote,
    Str,
    Strong,
    Table,
    Tree,
)
from qbank.errors import MathsError
from qbank.generation.program import Program
from qbank.generation.texts import Chosen, Compiled, Nested, Written
from qbank.question_types.question_type import Claim, Path
from qbank.term import Logic, Sym, Term
from qbank.tex.parser import parse as parse_maths
from qbank.tex.tree import Node, Row

KIND = "wrong line"
OWN = "@"
"""What the symbol of a quantity begins with that a line names."""


class Line(Struct, frozen=True):
    """A relation of an author's text, and where it stands: its formula's number there, or offset and length."""

    written: Written
    relation: Relation
    sides: Sides
    typed: tuple[TypedNumber, ...]
    named: str = ""
    formula: int | None = None
    span: tuple[int, int] | None = None


class LineClaim(Claim, frozen=True, kw_only=True):
    """The claim that a line holds."""

    line: Line


def line_claims(compiled: Program) -> Iterator[LineClaim]:
    """A claim for each relation of the author's texts that says something about numbers."""
    named = named_quantities(compiled)
    for written in compiled.written:
        if stands_for_itself(written.path):
            condition = _condition(compiled, written.path)
            leaves = dict(enumerate(leaf(compiled, place) for place in written.text.places))
            for line in _lines(written, named):
                claim = _claim(line, leaves, named, condition)
                if claim is not None:
                    yield claim


def stands_for_itself(path: Path) -> bool:
    """Whether a text says what is so; options, pairs and steps may be wrong on purpose.

    >>> stands_for_itself(("parts", 0, "solution")), stands_for_itself(("parts", 0, "choices", 1, "text"))
    (True, False)
    """
    told = path[-1] in ("prompt", "solution", "feedback", "model_answer")
    return told or path[0] in ("stem", "hints") or "hints" in path[-2:-1]


def _condition(compiled: Program, path: Path) -> Term | None:
    """When a student reads a text: a paragraph of the stem, or the feedback of an option that is wrong."""
    if path[0] == "stem" and len(path) > 1:
        whens = getattr(compiled.stem, "texts", ())
        number = whens[int(path[1])][0] if int(path[1]) < len(whens) else None
        return None if number is None else compiled.terms.terms[number]
    match path:
        case ("parts", int(part), "choices", int(choice), "feedback"):
            options = written_choices(compiled, part)
            if compiled.model.parts[part].type == "single_choice" and choice < len(options):
                return Logic("not", (compiled.terms.terms[options[choice].correct],))
    return None


def _lines(written: Written, named: Named) -> Iterator[Line]:
    """The relations of a text: of its formulas, of the formulas in what a place chooses, and of its prose."""
    for number, formula in enumerate(formulas(written.text.tree)):
        yield from _of_formula(written, formula, named, formula_number=number)
    marked = mark(written.source)
    for place, (expression, offset) in zip(written.text.places, marked.places, strict=True):
        for nested in _nested(place):
            for formula in formulas(nested.tree):
                chosen = Written(written.path, written.source, nested)
                yield from _at(_of_formula(chosen, formula, {}), offset, len(expression))
    for offset, text in sums_in(marked.text):
        with suppress(MathsError):
            first = marked.origin(offset)
            length = marked.origin(offset + len(text)) - first
            yield from _at(_of_formula(written, parse_maths(text), {}), first, length)


def _at(lines: Iterator[Line], offset: int, length: int) -> Iterator[Line]:
    """The lines, with the place of what they stand in."""
    return (replace(line, span=(offset, length)) for line in lines)


def _nested(place: object) -> Iterator[Compiled]:
    match place:
        case Chosen(_, then, otherwise):
            yield from _nested(then)
            yield from _nested(otherwise)
        case Nested(Compiled() as text):
            yield text
        case _:
            return


def _of_formula(written: Written, formula: Node, named: Named, *, formula_number: int | None = None) -> Iterator[Line]:
    """The relations of a formula of which both sides are numbers, or one a quantity that is named."""
    for relation in relations(formula):
        literals: list[TypedNumber] = []
        left, right = arithmetic(relation.left, literals), arithmetic(relation.right, literals)
        name = ""
        if left is None and right is not None:
            left, name = _quantity(relation, relation.left, right, named)
        elif right is None and left is not None:
            right, name = _quantity(relation, relation.right, left, named)
        if left is not None and right is not None:
            sides = Sides(left, relation.sign, right, typed_decimals(literals))
            yield Line(written, relation, sides, tuple(literals), name, formula_number)


def _quantity(relation: Relation, nodes: tuple[Node, ...], other: Term, named: Named) -> tuple[Term | None, str]:
    """The quantity that a side names, where a place of the other side says what it comes to."""
    found = named.get(trimmed(nodes))
    if found is None or not relation.alone or not list(place_symbols(other)):
        return None, ""
    return Sym(f"{OWN}{found[0]}"), found[0]


def _claim(line: Line, leaves: Mapping[int, Leaf | None], named: Named, condition: Term | None) -> LineClaim | None:
    """The claim that a line holds where it is read; None where a place in it displays no number."""
    places = sorted({*place_symbols(line.sides.left), *place_symbols(line.sides.right)})
    shown = {place: leaves[place] for place in places if leaves.get(place) is not None}
    if len(shown) < len(places):
        return None
    own = {f"{OWN}{name}": term for name, term in named.values() if name == line.named}
    decimals = {f"{PLACE}{place}": one.decimals for place, one in shown.items() if one is not None}
    sides = Sides(line.sides.left, line.sides.sign, line.sides.right, {**line.sides.decimals, **decimals})

    def judge(cells: Any) -> Any:
        numbers = typed(list(line.typed)) | {name: exact_values(cells, term) for name, term in own.items()}
        numbers |= {f"{PLACE}{place}": one.values(cells) for place, one in shown.items() if one is not None}
        found = holds(sides, numbers, cells.size)
        return found if condition is None else found | ~np.asarray(cells.truth(condition))

    terms = [term for one in shown.values() if one is not None for term in one.terms] + [*own.values()]
    terms += [] if condition is None else [condition]
    message = "this line does not hold in every draw"
    return LineClaim(
        kind=KIND,
        path=line.written.path,
        message=message,
        terms=tuple(terms),
        holds=judge,
        line=replace(line, sides=sides),
    )


def formulas(tree: Tree) -> Iterator[Node]:
    """The formulas of a tree, in the order in which they are read."""
    for block in tree.blocks:
        yield from _in_block(block)


def _in_block(block: Block) -> Iterator[Node]:
    match block:
        case Paragraph(body):
            yield from _in_line(body)
        case Listing(items):
            for item in items:
                for inner in item:
                    yield from _in_block(inner)
        case Table(header, rows):
            for row in (header, *rows):
                for cell in row:
                    yield from _in_line(cell)
        case Quote(inners):  # what somebody says may be wrong: its formulas count, but say nothing
            for inner in inners:
                yield from (Row(()) for _ in _in_block(inner))
        case CodeBlock() | BlockPlace():
            return


def _in_line(body: tuple[Inline, ...]) -> Iterator[Node]:
    for inline in body:
        match inline:
            case Maths(tree):
                yield tree
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                yield from _in_line(inner)
            case Str() | Code() | Break() | Place():
                pass
