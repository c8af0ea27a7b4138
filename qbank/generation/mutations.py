"""What wrong rules put in a key's place: the misconceptions and conventions of its formulas, and the author's own."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qbank.generation.shapes import bodies, extreme_shapes
from qbank.generation.texts import Compiled
from qbank.item import CONVENTION, Slip
from qbank.question_types.question_type import Mutation, Path, WrongRule
from qbank.rl.formula import Formula
from qbank.rl.mistakes import called, mutated, words_given
from qbank.rl.procedure import Procedure
from qbank.term import Term, substitute

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop


def mutations(workshop: "ItemWorkshop", term: Term, path: Path, rules: Mapping[str, WrongRule]) -> list[Mutation]:
    """Every misconception of the formulas in the Term, then the author's own, for the part and for the item."""
    made: list[Mutation] = []
    for formula in called(term):
        for wrong in formula.misconceptions.values():
            slip = Slip(wrong.name, formula=formula.name)
            made.append(_instead(workshop, formula, term, wrong.name, wrong.feedback, slip))
        made += _conventions(workshop, term, formula)
    for name, rule in rules.items():
        made.append(_authored(workshop, name, rule, (*path, "misconceptions", name), term))
    for name, rule in workshop.model.misconceptions.items():
        made.append(_authored(workshop, name, rule, ("misconceptions", name), term))
    return made


def _instead(
    workshop: "ItemWorkshop", formula: Formula | Procedure, term: Term, name: str, feedback: str, slip: Slip | None
) -> Mutation:
    text = Compiled(workshop.model.texts.compile(feedback).tree, ())
    instead = mutated(term, formula.name, name)
    return Mutation(name if slip else CONVENTION + name, text, instead, workshop.quantity(instead), slip)


def _conventions(workshop: "ItemWorkshop", term: Term, formula: Formula | Procedure) -> Iterator[Mutation]:
    """What is right under the formula's other conventions; the one that the Term itself follows is none of them."""
    shape = extreme_shapes(workshop.axes)[-1]
    for other in formula.conventions.values():
        own = other.name.rpartition(".")[2] in words_given(term, formula.name)
        if not own and bodies(mutated(term, formula.name, other.name), shape) != bodies(term, shape):
            yield _instead(workshop, formula, term, other.name, other.feedback, None)


def _authored(workshop: "ItemWorkshop", name: str, rule: WrongRule, path: Path, term: Term) -> Mutation:
    feedback = workshop.text((*path, "feedback"), rule.feedback)
    if (rule.set is None) == (rule.value is None):
        workshop.fault(path, "write either 'set' (other values) or 'value' (an expression)")
        return Mutation(name, feedback, term, workshop.quantity(term))
    slip = None
    if rule.value is not None:
        instead = workshop.expression((*path, "value"), rule.value)
    else:
        changes = {key: workshop.expression((*path, "set", key), text) for key, text in (rule.set or {}).items()}
        for key in changes:
            if key not in workshop.axes and key not in workshop.broken:
                known = ", ".join(workshop.axes) or "none"
                workshop.fault((*path, "set", key), f"{key!r} is not a parameter", f"parameters: {known}")
        instead = substitute(term, changes)
        slip = Slip(name, changes=tuple(changes.items()))
    return Mutation(name, feedback, instead, workshop.quantity(instead), slip, rule.credit, path)
