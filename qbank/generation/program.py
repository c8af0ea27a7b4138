"""A question, compiled: its space of draws, its texts and its parts; then item after item.

Everything that does not depend on the draw happens once, in ``compile_item``; a variant then takes constant time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from qbank.authoring.schema import ItemModel
from qbank.content import Text
from qbank.errors import AuthoringError, DrawError, Fault, Undecided
from qbank.generation.axes import Axis
from qbank.generation.claims.everything import claims_of
from qbank.generation.decidable import decidable
from qbank.generation.draw import Batch, NumberedDraw, Terms, shape_of
from qbank.generation.findings import Findings
from qbank.generation.gaps import check_gaps
from qbank.generation.processes import Process
from qbank.generation.sampling import Rules, Space
from qbank.generation.texts import Joined, Written
from qbank.generation.workshop import ItemWorkshop
from qbank.interactions import ScoringPolicy
from qbank.item import Draw, Drawn, Item, Part
from qbank.question_types.question_type import (
    Claim,
    ClaimedNumber,
    Constraint,
    Path,
    Prepared,
    TextProgram,
    question_type,
)
from qbank.question_types.separable import rational
from qbank.rl.arithmetic import Quantity
from qbank.term import Term, symbols

BATCH = 256
"""How many variants are solved together."""


class PartProgram(Struct, frozen=True):
    """A part, compiled."""

    id: str
    prompt: TextProgram
    prepared: Prepared
    points: Fraction
    scoring: ScoringPolicy
    inline: bool


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A question, compiled."""

    model: ItemModel
    axes: tuple[Axis, ...]
    terms: Terms
    space: Space
    real: bool
    stem: TextProgram
    hints: tuple[TextProgram, ...]
    parts: tuple[PartProgram, ...]
    quantities: tuple[tuple[str, int], ...]
    points: Fraction
    decimals: dict[str, int | None]
    claims: tuple[Claim, ...]
    numbers: tuple[ClaimedNumber, ...]
    written: tuple[Written, ...]
    """The author's texts."""
    used: frozenset[str]
    """The parameters and quantities that some expression names."""
    felt: frozenset[str]
    """The parameters that texts, keys or options depend on."""
    process: Process | None = None

    @property
    def slow(self) -> bool:
        """Whether a variant takes milliseconds: irrational numbers, or draws that are looked for in too large a space."""
        return self.real or not self.space.exhaustive

    def item(self, seed: str, variant: int) -> Item:
        """Variant number ``variant``, from 0; DrawError when there are not so many."""
        return self.at(self.space.draw(self.model.id, seed, variant), seed, variant)

    def items(self, seed: str, variants: range) -> Iterator[Item]:
        """Many variants, in order, solved in batches."""
        for start in variants[:: 1 if self.real else BATCH]:
            chunk = range(start, min(start + (1 if self.real else BATCH), variants.stop))
            environments = [self.space.draw(self.model.id, seed, variant) for variant in chunk]
            shapes = [shape_of(environment) for environment in environments]
            batches = {}
            for shape in dict.fromkeys(shapes):
                same = [environment for environment, other in zip(environments, shapes, strict=True) if other == shape]
                batches[shape] = Batch(self.terms, same, self.model.id, seed), count()
            for variant, shape in zip(chunk, shapes, strict=True):
                batch, counter = batches[shape]
                yield self.solved(NumberedDraw(batch, next(counter), variant))

    def drawn(self, seed: str, variant: int) -> Draw:
        """The parameters of a variant, without solving it."""
        return Draw(self.model.id, variant, tuple(self.space.draw(self.model.id, seed, variant).items()))

    def given(self, environment: dict[str, Quantity], seed: str = "", variant: int = 0) -> Item:
        """The item of a draw that an author gives; DrawError where a number would not be shown as it is."""
        for name, decimals in self.decimals.items():
            values = environment[name] if isinstance(environment[name], tuple) else (environment[name],)
            hidden = [value for value in values if decimals is not None and value * 10**decimals % 1]
            if hidden:
                raise DrawError(f"{name!r} is shown with {decimals} decimals, so {hidden[0]} would not be seen")
        return self.at(environment, seed, variant)

    def at(self, environment: dict[str, Quantity], seed: str = "", variant: int = 0) -> Item:
        """The item of a draw given by its parameters."""
        return self.solved(NumberedDraw(Batch(self.terms, [environment], self.model.id, seed), 0, variant))

    def stem_at(self, environment: dict[str, Quantity]) -> Text:
        """The stem of a draw, whether or not its parts can be solved."""
        return self.stem.fill(NumberedDraw(Batch(self.terms, [environment], self.model.id, ""), 0, 0))

    def solved(self, draw: NumberedDraw) -> Item:
        """The item of a draw, with more and more precision where numbers are irrational and close."""
        if not self.real:
            return self._solve(draw)
        from qbank.rl.balls import decided  # flint takes 40 ms to import, and most questions are rational

        def attempt() -> Item:
            draw.batch.forget()
            return self._solve(draw)

        try:
            return decided(attempt)
        except Undecided as error:
            raise DrawError(f"{self.model.id}, variant {draw.variant}: {error}") from error

    def _solve(self, draw: NumberedDraw) -> Item:
        parts, answers = [], []
        for part in self.parts:
            interaction, answer = part.prepared.solve(draw, part.id)
            prompt = part.prompt.fill(draw)
            parts.append(Part(part.id, prompt, interaction, part.points, part.scoring, part.inline))
            answers.append(answer)
        model = self.model
        return Item(
            id=model.id,
            seed=draw.batch.seed,
            variant=draw.variant,
            title=model.title,
            language=model.language,
            objectives=model.objectives,
            tags=model.tags,
            bloom=model.bloom,
            points=self.points,
            stem=self.stem.fill(draw),
            parts=tuple(parts),
            hints=tuple(hint.fill(draw) for hint in self.hints),
            source=model.source,
            parameters=tuple(draw.environment.items()),
            quantities=tuple([(name, _drawn(draw.value(quantity))) for name, quantity in self.quantities]),
            answers=tuple(answers),
        )


@lru_cache(maxsize=256)
def _compiled(key: "_ById") -> Program:
    return compile_item(key.model)


class _ById(Struct, frozen=True):
    """A model as the key of a cache: the same object, without hashing all of it."""

    model: ItemModel

    def __hash__(self) -> int:
        return id(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.model is self.model


def program(model: ItemModel) -> Program:
    """The compiled question; compiled once."""
    return _compiled(_ById(model))


def variant_count(model: ItemModel) -> int:
    """How many variants a question has: remembered with its texts, or counted now."""
    facts = model.texts.facts
    if "variants" not in facts:
        facts["variants"] = program(model).space.count
    return facts["variants"]


def forget() -> None:
    """Forget every compiled question: one process that looks at many would fill its memory with them."""
    _compiled.cache_clear()


def generate(model: ItemModel, seed: str, variant: int) -> Item:
    """One variant of a question, solved. The same model, seed and variant always give the same item."""
    return program(model).item(seed, variant)


def generate_all(model: ItemModel, seed: str, variants: int) -> Iterator[Item]:
    """Variants 0, 1, 2, ... of a question, one at a time; DrawError before the first when there are not so many."""
    made = program(model)
    if variants > made.space.count:
        message = f"{model.id} has {made.space.count:,} variants; {variants:,} were asked for"
        raise DrawError(message)
    return made.items(seed, range(variants))


def compile_item(model: ItemModel) -> Program:
    """Compile a question; AuthoringError with every fault found."""
    workshop = ItemWorkshop(model, Findings(model.origin))
    read = _read(workshop)
    if workshop.found.faults:
        raise AuthoringError(sorted(workshop.found.faults, key=lambda fault: (fault.line, fault.column)))
    quantities = tuple((name, workshop.quantity(term)) for name, term in workshop.quantities.items())
    real = any(workshop.is_real(term) for term in workshop.terms.terms)
    known, found = model.texts.searched, model.texts.found
    space = Space(list(workshop.axes.values()), replace(read.rules, real=real), known, found)
    if not space.count:
        raise AuthoringError([_nothing_left(workshop, space)])
    return Program(
        model=model,
        axes=tuple(workshop.axes.values()),
        terms=workshop.terms,
        space=space,
        real=real,
        stem=read.stem,
        hints=read.hints,
        parts=read.parts,
        quantities=quantities,
        points=sum((part.points for part in read.parts), Fraction(0)),
        decimals={
            name: workshop.decimals(name) for name, one in workshop.axes.items() if not isinstance(one.values[0], str)
        },
        claims=claims_of(workshop),
        numbers=tuple(workshop.notes.numbers),
        written=tuple(workshop.notes.texts),
        used=frozenset(workshop.used),
        felt=frozenset(workshop.felt),
        process=workshop.process,
    )


def faults_besides(model: ItemModel, unread: frozenset[Path] = frozenset()) -> list[Fault]:
    """What is wrong with the structure of a question: all that can be told of its fields without drawing.

    Fields that are ``unread`` are something else here: nothing is said of them, nor of what depends on them.
    """
    workshop = ItemWorkshop(model, Findings(model.origin, unread))
    _read(workshop)
    return workshop.found.faults


class _Read(Struct, frozen=True):
    """What the fields of a question say."""

    stem: TextProgram
    hints: tuple[TextProgram, ...]
    parts: tuple[PartProgram, ...]
    rules: Rules


def _read(workshop: ItemWorkshop) -> _Read:
    """Read every field; faults are noted in the workshop."""
    model = workshop.model
    stem = Joined(
        tuple(
            (None if when is None else workshop.condition(path, when), workshop.text(_text_path(path), text))
            for path, text, when in model.paragraphs()
        )
    )
    hints = tuple(workshop.text(path, hint) for path, hint in model.all_hints())
    parts = tuple(_part(workshop, number) for number in range(len(model.parts)))
    rules = _rules(workshop, parts)
    check_gaps(workshop)
    _check_shown(workshop)
    return _Read(stem, hints, parts, rules)


def _text_path(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return path if len(path) == 1 else (*path, "text")


def _part(workshop: ItemWorkshop, number: int) -> PartProgram:
    model, path = workshop.model.parts[number], ("parts", number)
    prepared = question_type(model.type).prepare(model, path, workshop)
    prompt = workshop.text((*path, "prompt"), model.prompt)
    name = workshop.model.part_id(number)
    return PartProgram(
        id=name,
        prompt=prompt,
        prepared=prepared,
        points=workshop.model.part_points(number),
        scoring=ScoringPolicy(model.scoring),
        inline=name in workshop.gaps,
    )


def _rules(workshop: ItemWorkshop, parts: tuple[PartProgram, ...]) -> Rules:
    """``where``, then what each part asks of a draw; and the strata."""
    constraints = [_where(workshop, number) for number in range(len(workshop.model.where))]
    constraints += _of_the_process(workshop.process)
    for part in parts:
        constraints += part.prepared.constraints
    constraints += decidable(workshop)
    strata = tuple(
        workshop.expression(("strata", number), source, "condition")
        for number, source in enumerate(workshop.model.strata)
    )
    workshop.notes.strata += strata
    hidden = {name for name, one in workshop.axes.items() if one.hidden}
    for number, term in enumerate(strata):
        if hidden & symbols(term):
            workshop.fault(("strata", number), "strata cannot depend on hidden parameters")
        _depends(workshop, ("strata", number), term)
    return Rules(tuple(constraints), strata, workshop.terms.evaluator)


def _where(workshop: ItemWorkshop, number: int) -> Constraint:
    source = workshop.model.where[number]
    term = workshop.expression(("where", number), source, "condition")
    _depends(workshop, ("where", number), term)
    return Constraint(f"where {source}", (term,), lambda cells, term=term: cells.truth(term))  # type: ignore[misc]


def _of_the_process(process: Process | None) -> list[Constraint]:
    """What makes a draw's numbers a process: probabilities and a discount in their range."""
    conditions = process.conditions() if process else []
    return [
        Constraint(cause, terms, lambda cells, test=test: cells.truth(test))  # type: ignore[misc]
        for cause, terms, test in conditions
        if symbols(test)
    ]


def _depends(workshop: ItemWorkshop, path: Path, term: Term) -> None:
    if not symbols(term):
        workshop.fault(path, "this condition does not depend on any parameter", "it holds in every draw, or in none")


def _check_shown(workshop: ItemWorkshop) -> None:
    """Every parameter that is not hidden must be readable off the stem or a prompt: it numbers the variants."""
    for name, one in workshop.axes.items():
        if one.hidden and len(one.lengths) > 1:
            workshop.fault(("parameters", name), f"a hidden list needs one length; {name!r} has several")
        varies = len(one.values) > 1 or len(one.lengths) > 1
        if varies and not one.hidden and name not in workshop.shown | workshop.broken and not workshop.found.sees_half:
            message = f"no place shows {name!r} exactly, so its draws could look alike"
            workshop.fault(("parameters", name), message, f"write {{{{ {name} }}}} in the stem, or say 'hidden: true'")


def _nothing_left(workshop: ItemWorkshop, space: Space) -> Fault:
    counts = {cause: count for cause, count in space.excluded.items() if count}
    causes = ", ".join(f"{cause}: {count:,}" for cause, count in counts.items())
    causes = f"excluded: {causes}" if space.exhaustive else "none of those sampled fulfils every condition"
    path: Path = ("where",) if workshop.model.where else ("strata",) if workshop.model.strata else ("parts",)
    if most := max(counts, key=lambda cause: counts[cause], default=""):
        part = re.search(r"\bpart (\d+)", most)
        wheres = [f"where {source}" for source in workshop.model.where]
        path = ("parts", int(part[1]) - 1) if part else ("where", wheres.index(most)) if most in wheres else path
    return workshop.model.origin.fault(path, f"no draw is left of {space.total:,}; {causes}")


def _drawn(value: Quantity) -> Drawn:
    """A quantity as a record keeps it: irrational numbers to twelve decimals, truths as words."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return value
        case tuple():
            return tuple(map(_drawn, value))
        case _:
            return rational(value)
