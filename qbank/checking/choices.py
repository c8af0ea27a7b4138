"""Options that no draw ever makes right, and options whose condition decides nothing."""

from collections.abc import Iterator
from contextlib import suppress

from qbank.checking.warnings.look import written_choices
from qbank.errors import Fault, Undecided, Undefined
from qbank.expressions.evaluate import compiled as closure
from qbank.expressions.evaluate import opened
from qbank.generation.program import Program
from qbank.question_types.options import ChoiceModel
from qbank.term import Term, symbols

DELIBERATE = ("always", "never")


def idle_choices(compiled: Program) -> Iterator[Fault]:
    """A fault for each option that is right in no draw, or in all of them, and does not say so."""
    for number, part in enumerate(compiled.model.parts):
        authored: tuple[ChoiceModel, ...] = getattr(part, "choices", None) or ()
        for position, choice in enumerate(written_choices(compiled, number)):
            verdict = _verdict(compiled, compiled.terms.terms[choice.correct])
            if verdict and authored[position].correct not in DELIBERATE:
                message, word = verdict
                path = ("parts", number, "choices", position, "correct")
                yield compiled.model.origin.fault(path, message, f"write {word!r} if that is meant")


def _verdict(compiled: Program, condition: Term) -> tuple[str, str] | None:
    """What is wrong with a condition, and the word to write instead."""
    if symbols(condition):
        nowhere = compiled.space.holds_somewhere(condition) is False
        return ("this option is right in no draw", "never") if nowhere else None
    with suppress(Undefined, Undecided):
        if closure(opened(condition, {}))({}):
            return "this option is right whatever is drawn", "always"
    return "this option is never right, whatever is drawn", "never"
