"""Options that no draw ever makes right."""

from collections.abc import Iterator

from qbank.checking.warnings.look import written_choices
from qbank.errors import Fault
from qbank.generation.program import Program
from qbank.term import symbols


def never_right(compiled: Program) -> Iterator[Fault]:
    """A fault for each option whose condition no draw fulfils, where all draws were looked at."""
    for number in range(len(compiled.parts)):
        for position, choice in enumerate(written_choices(compiled, number)):
            condition = compiled.terms.terms[choice.correct]
            if symbols(condition) and compiled.space.holds_somewhere(condition) is False:
                path = ("parts", number, "choices", position, "correct")
                message = "this option is right in no draw"
                yield compiled.model.origin.fault(path, message, "write 'never' if that is meant")
