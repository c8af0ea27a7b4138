"""Reading a question: expressions, texts and misconceptions of one item model, with every fault at its place.

All names that an expression may use are the parameters and the quantities under ``let``; what comes out is over the
parameters alone, so that constraints know which of them they join.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qbank.authoring.parameters import Range
from qbank.authoring.schema import ItemModel
from qbank.content import finite_decimals
from qbank.errors import ExpressionError, FollowsError, OffsetError, raise_together
from qbank.expressions.cost import Size, cost, largest, size_of
from qbank.expressions.evaluate import SIMPLE
from qbank.expressions.figures import Figures
from qbank.expressions.kinds import SAID, Kind, kind_of
from qbank.expressions.parse import FUNCTIONS, Parsed, parse
from qbank.generation import looks
from qbank.generation.axes import Axis, axis, kind_of_axis
from qbank.generation.draw import Terms
from qbank.generation.explained import explained
from qbank.generation.findings import Findings
from qbank.generation.mutations import mutations
from qbank.generation.names import PROCESS, UNKNOWN, broken_names, cycles, in_order, uses_of
from qbank.generation.notes import Notes
from qbank.generation.places import PlaceReader
from qbank.generation.precision import leaf_decimals, worst_figures
from qbank.generation.process_reader import ProcessReader
from qbank.generation.processes import FUNCTIONS as QUESTIONS
from qbank.generation.processes import Process, asks
from qbank.generation.readable import Shown, is_whole, shown_by
from qbank.generation.shapes import bodies, check_lengths, extreme_shapes
from qbank.generation.solution import Derived, name_of
from qbank.generation.texts import EMPTY, Compiled, FilledPlace, Look, Written
from qbank.interactions import Domain
from qbank.question_types.question_type import (
    Alike,
    Cells,
    Claim,
    ClaimedNumber,
    Compared,
    Mutation,
    PartModel,
    Path,
    TextProgram,
    WrongRule,
)
from qbank.term import ZERO, Apply, Num, Pow, Sym, Term, substitute, symbols, walk
from qbank.term_text import term_text
from qbank.text import PlaceSource, places_of

REAL_FUNCTIONS = frozenset({"exp", "log", "sqrt"})


@dataclass(slots=True)
class ItemWorkshop:
    """What is known while one question is read."""

    model: ItemModel
    found: Findings
    terms: Terms = field(default_factory=Terms)
    axes: dict[str, Axis] = field(default_factory=dict)
    quantities: dict[str, Term] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    keys: dict[str, Term] = field(default_factory=dict)
    gaps: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    felt: set[str] = field(default_factory=set)
    notes: Notes = field(default_factory=Notes)
    told: set[Shown] = field(default_factory=set)
    reals: dict[Term, bool] = field(default_factory=dict)
    process: Process | None = None

    def __post_init__(self) -> None:
        self.axes = {name: axis(name, parameter) for name, parameter in self.model.parameters.items()}
        for name, one in self.axes.items():
            self.sizes[name] = largest([size_of(value) for value in one.values if isinstance(value, Fraction)])
        self.broken = broken_names(self.model, self.found.unread)
        uses = uses_of(self.model)
        for name in in_order(uses):
            if name == PROCESS:
                self._read_process()
                continue
            path = ("let", name)
            self.quantities[name] = self.expression(path, self.model.let[name], "number", "list", "table")
            self.broken |= {name} if path in self.found.failed else set()
            self.sizes[name] = cost(self.quantities[name], self.sizes)
        stuck = [name for name in uses if name not in self.quantities and (name != PROCESS or self.process is None)]
        self.broken |= set(stuck)
        self.quantities |= dict.fromkeys(set(stuck) - {PROCESS}, ZERO)
        for circle in cycles(uses, stuck):
            message = f"{circle[0]!r} is defined through itself: {' -> '.join([*circle, circle[0]])}"
            self.fault(("let", circle[0]), message, "define one of them by the parameters alone")

    def fault(self, path: Path, message: str, hint: str = "") -> None:
        """Note a fault at a place of the file."""
        self.found.fault(path, message, hint)

    def expression(self, path: Path, source: str, *kinds: Kind) -> Term:
        """The Term of an expression of one of these kinds (a number, if none is named), over the parameters; 0 after a fault."""
        try:
            term = self.resolved(source)
            found = kind_of(term, self.kinds())
            if found not in (kinds or ("number",)):
                raise ExpressionError(f"expected {SAID[kinds[0] if kinds else 'number']}, found {SAID[found]}")
            self.note_use(path, term)
            return term
        except OffsetError as error:
            self.found.refuse(path, error)
            return ZERO

    def carried(self, path: Path, source: str) -> Term:
        """The Term of an expression over the parameters and the answers to earlier parts; 0 after a fault."""
        try:
            term = self.resolved(source, carried=self.keys)
        except OffsetError as error:
            self.found.refuse(path, error)
            return ZERO
        self.note_use(path, term)
        if not symbols(term) & set(self.keys):
            known = ", ".join(self.keys)
            hint = f"earlier parts: {known}" if known else "no part with a number comes before this one"
            self.fault(path, "'follow' takes up no earlier part: write parts.<id>", hint)
        return term

    def carried_right(self, term: Term, key: Term) -> Term:
        """The Term with the keys of the earlier parts as their answers; ``key`` itself where it is the same, written out."""
        right = substitute(term, self.keys)
        return key if all(bodies(right, one) == bodies(key, one) for one in extreme_shapes(self.axes)) else right

    def figures(self, term: Term) -> Figures:
        """How many decimals a Term's value has at most, and the results on the way to it."""
        return worst_figures(term, self.axes, extreme_shapes(self.axes))

    def leaf_decimals(self, leaf: Term) -> int:
        """With how many decimals a parameter, or an element of a list, is shown."""
        return leaf_decimals(self.axes, leaf)

    def carried_wrong(self, term: Term) -> Term:
        """The Term with other numbers than the keys of the earlier parts as their answers."""
        return substitute(term, {name: key + 1 for name, key in self.keys.items()})

    def claim(self, claim: Claim | ClaimedNumber) -> None:
        """Note what is to be proved, or derived a second time."""
        self.notes.claim(claim)

    def note_key(self, path: Path, key: Term) -> None:
        """Note the key of a part."""
        self.keys[f"parts.{self.model.part_id(int(path[1]))}"] = key

    def note_number(self, path: Path, key: Term, decimals: int | None) -> None:
        """Note a number that is asked for."""
        self.notes.note_number(path, key, decimals)

    def note_decision(self, path: Path, what: str, term: Term) -> None:
        """Note what decides an answer."""
        self.notes.note_decision(path, what, term)

    def note_choice(self, path: Path, conditions: Sequence[tuple[Path, Term]]) -> None:
        """Note conditions of which exactly one holds."""
        self.notes.note_choice(path, conditions)

    def note_condition(self, path: Path, condition: Term) -> None:
        """Note a condition that is true or false by itself."""
        self.notes.note_condition(path, condition)

    def note_rules(self, compared: Compared, near: Fraction) -> None:
        """Note wrong rules beside a key."""
        self.notes.note_rules(compared, near)

    def resolved(
        self,
        source: str,
        extra: Mapping[str, tuple[str, ...]] | None = None,
        carried: Mapping[str, Term] | None = None,
    ) -> Term:
        """The Term of an expression, quantities replaced by what they are; raises ExpressionError."""
        return self.meant(self._parsed(source, extra or {}), carried)

    def _parsed(self, source: str, extra: Mapping[str, tuple[str, ...]]) -> Parsed:
        """What an expression says; questions about a process are known where there is one, or nothing else is meant."""
        if self.model.process is None:
            with suppress(ExpressionError):
                return parse(source, extra)
        return parse(source, {**QUESTIONS, **extra})

    def meant(self, parsed: Parsed, carried: Mapping[str, Term] | None = None) -> Term:
        """What was read, quantities replaced by what they are; raises ExpressionError."""
        carried = carried or {}
        self._refuse_names(parsed, carried)
        cost(parsed.term, self.sizes | {name: cost(key, self.sizes) for name, key in carried.items()})
        term = substitute(self._answered(parsed), self.quantities)
        kind_of(term, self.kinds() | dict.fromkeys(carried, "number"))
        check_lengths(term, self.axes)
        return term

    def _refuse_names(self, parsed: Parsed, carried: Mapping[str, Term]) -> None:
        """Raise for every name that nobody defined, and for indexes that are quantities already."""
        errors: list[OffsetError] = []
        known = {*self.axes, *self.quantities, *carried}
        for name, offset in parsed.names:
            if name in self.broken or (UNKNOWN in self.broken and name not in known):
                errors.append(FollowsError(f"{name!r} could not be read"))
            elif name not in known:
                errors.append(ExpressionError(f"unknown name {name!r}", offset, self._known(name, carried)))
        for index, offset in parsed.indexes:
            if index in self.axes or index in self.quantities:
                message = f"{index!r} is a quantity already, and cannot be the index of a sum"
                errors.append(ExpressionError(message, offset, "take another letter"))
        raise_together(errors)
        self.used |= {name for name, _ in parsed.names}

    def note_use(self, path: Path, term: Term) -> None:
        """Note the parameters that a text, a key or an option depends on, and not only which draws there are."""
        if path[0] not in ("let", "where", "strata", "process"):
            self.felt |= symbols(term)

    def _answered(self, parsed: Parsed) -> Term:
        """The Term with what it asks about the process answered."""
        if not asks(parsed.term):
            return parsed.term
        return self.told_process().expanded(parsed.term, dict(parsed.strings))

    def told_process(self) -> Process:
        """The process of the question; ExpressionError when there is none, or none that could be read."""
        if self.process is not None:
            return self.process
        if self.model.process is not None or any(path[:1] == ("process",) for path in self.found.unread):
            raise FollowsError("the process could not be read")
        raise ExpressionError("this question has no process", None, "declare its states under 'process:'")

    def _read_process(self) -> None:
        if self.model.process is not None:
            self.process = ProcessReader(self, self.model.process).read()

    def kinds(self) -> dict[str, Kind]:
        """The kind of each parameter."""
        return {name: kind_of_axis(one) for name, one in self.axes.items()}

    def _known(self, name: str, carried: Iterable[str] = ()) -> str:
        known = [*self.axes, *self.quantities, *carried]
        close = difflib.get_close_matches(name, [*known, *FUNCTIONS], n=1)
        return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known) or 'no names'}"

    def text(self, path: Path, source: str) -> TextProgram:
        """An author's text, compiled; empty after a fault."""
        if not source.strip():
            return EMPTY
        try:
            compiled = self.model.texts.compile(source)
        except OffsetError as error:
            self.found.refuse(path, error)
            with suppress(OffsetError):  # what is wrong with places as such has just been told
                self._read_places(path, places_of(source))
            return EMPTY
        places = self._read_places(path, compiled.places)
        if path in self.found.failed:
            return EMPTY
        text = Compiled(compiled.tree, places)
        self.notes.texts.append(Written(path, source, text))
        return text

    def _read_places(self, path: Path, places: Iterable[PlaceSource]) -> tuple[FilledPlace, ...]:
        """The places of a text; the faulty ones are noted and left out."""
        reader, found = PlaceReader(self, path), list[FilledPlace]()
        for place in places:
            try:
                found.append(reader.read(place))
            except OffsetError as error:
                self.found.refuse(path, error)
        return tuple(found)

    def condition(self, path: Path, source: str) -> int:
        """Register the condition under which the paragraph at the path stands."""
        term = self.notes.paragraphs[path] = self.expression((*path, "when"), source, "condition")
        return self.quantity(term)

    def said(self, term: Term) -> str:
        """A quantity as an author names it."""
        return next((name for name, quantity in self.quantities.items() if quantity == term), None) or term_text(term)

    def quantity(self, term: Term) -> int:
        """Register a Term whose value each draw will be asked for."""
        return self.terms.register(term)

    def columns(self, compute: Callable[[Cells], Sequence[Any]]) -> int:
        """Register columns, computed for many draws at once."""
        return self.terms.register_columns(compute)

    def is_real(self, term: Term) -> bool:
        """Whether the Term leaves the rational numbers: exp, log, roots, powers that are not whole."""
        if term not in self.reals:
            plain = all(isinstance(node, SIMPLE) and not self._leaves_rationals(node) for node in walk(term))
            opened = ZERO if plain else bodies(term, extreme_shapes(self.axes)[-1])
            self.reals[term] = any(self._leaves_rationals(node) for node in walk(opened))
        return self.reals[term]

    def _leaves_rationals(self, node: Term) -> bool:
        match node:
            case Apply(function=function):
                return function in REAL_FUNCTIONS
            case Pow(exponent=Num(value=value)):
                return value.denominator != 1
            case Pow(exponent=Sym(name=name)) if name in self.axes:
                return any(isinstance(value, str) or value.denominator != 1 for value in self.axes[name].values)
            case _:
                return isinstance(node, Pow)

    def mutations(self, term: Term, path: Path, rules: Mapping[str, WrongRule]) -> Sequence[Mutation]:
        """Every misconception of the formulas in the Term, then the author's own, for the part and for the item."""
        return mutations(self, term, path, rules)

    def alike(self, first: TextProgram, second: TextProgram) -> Alike | None:
        """Where two texts look the same; None when it is never so, or told only by a draw."""
        return looks.alike(first, second, self.terms)

    def same_number(self, first: TextProgram, second: TextProgram) -> Alike | None:
        """Where two texts that are one number each are the same number; None of others."""
        return looks.same_number(first, second, self.terms)

    def halfway(self, text: TextProgram) -> Alike | None:
        """Where a text that is one rounded number lies halfway between two that can be shown; None of others."""
        return looks.halfway(text, self.terms)

    def selection(self, path: Path, count: int) -> Term:
        """A parameter of a part that numbers ``count`` selections from a pool."""
        name = f"{self.model.part_id(int(path[1]))}.pick"
        self.axes[name] = Axis(name, tuple(map(Fraction, range(count))))
        self.sizes[name] = size_of(Fraction(count))
        self.shown.add(name)
        return Sym(name)

    def domain(self, path: Path, name: str) -> Domain:
        """The values of a parameter that is a number; a fault when there is none of that name."""
        if name not in self.axes or kind_of_axis(self.axes[name]) != "number":
            if name not in self.broken:
                self.fault(path, f"{name!r} is not a parameter that is a number", self._known(name))
            return Domain((Fraction(0), Fraction(1)))
        self.used.add(name)
        self.felt.add(name)
        values = tuple(sorted(value for value in self.axes[name].values if isinstance(value, Fraction)))
        if isinstance(self.model.parameters[name], Range) and len(values) > 1:
            return Domain((values[0], values[-1]), between=True)
        return Domain(values)

    def is_hidden(self, name: str) -> bool:
        """Whether no student sees the number of a parameter."""
        return name in self.axes and self.axes[name].hidden

    def points(self, path: Path) -> Fraction:
        """What the part is worth."""
        return self.model.part_points(int(path[1]))

    def explanation(self, path: Path, part: PartModel, term: Term | None, decimals: int | None) -> TextProgram:
        """The author's worked solution, or the derivation of the Term or of what a condition compares; else empty."""
        if part.solution is not None:
            return self.text((*path, "solution"), part.solution)
        return EMPTY if term is None else explained(self, term, decimals)

    def derived(self, term: Term, decimals: int | None) -> TextProgram:
        """The derivation of a Term."""
        named = next((name for name, quantity in self.quantities.items() if quantity == term), None)
        looks = {name: self.decimals(name) for name in self.axes}
        short, found = self.process.shortened(term) if self.process else (term, {})
        return Derived(short, name_of(named, term), decimals, looks, self.terms, self.is_real, found)

    def decimals(self, name: str) -> int | None:
        """With how many decimals a parameter is shown: a range's all alike, written numbers as they are."""
        parameter = self.model.parameters.get(name)
        element = getattr(parameter, "element", parameter)
        if not isinstance(element, Range):
            return None
        needed = [finite_decimals(value) for value in (element.first, element.step)]
        return None if None in needed else max(places for places in needed if places is not None)

    def note_shown(self, term: Term, how: Look) -> None:
        """Note a parameter that the student can read off exactly. A list may be shown element by element."""
        if found := shown_by(term, how, self.axes):
            self.told.add(found)
            if is_whole(found[0], self.told, self.axes[found[0]]):
                self.shown.add(found[0])
