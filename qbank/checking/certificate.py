"""``qbank check``: one certificate for each question.

So far a certificate counts the space of draws exactly, runs the author's worked tests, and looks at fifty variants, so its
method says ``sampled``.
"""

from collections.abc import Iterable

from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.checking.variants import variant_faults
from qbank.checking.worked import worked_faults
from qbank.errors import AuthoringError, DrawError, Fault
from qbank.generation.program import Program, program
from qbank.item import Item, exact_text

SEED = "check"
VARIANTS = 50


class Finding(Struct, frozen=True):
    """What is wrong, in which draw (empty when in all), and where in the file."""

    kind: str
    fault: Fault
    parameters: tuple[tuple[str, object], ...] = ()


class Certificate(Struct, frozen=True):
    """What was found of one question. ``valid`` of ``space`` draws can be served; ``excluded`` counts the others by cause.

    Where the space is too large to go through (``counted`` is False), ``valid`` is how many different draws are offered.
    """

    item: str
    space: int
    valid: int
    excluded: dict[str, int]
    looked_at: int
    findings: tuple[Finding, ...]
    counted: bool = True

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def certify(model: ItemModel) -> Certificate:
    """Check one question: that it compiles, its worked tests, and fifty of its variants."""
    try:
        compiled = program(model)
    except AuthoringError as error:
        return Certificate(model.id, 0, 0, {}, 0, tuple(Finding("authoring", fault) for fault in error.faults))
    looked_at = min(VARIANTS, compiled.space.count)
    findings = [Finding("worked test", fault) for fault in worked_faults(compiled)]
    findings += _in_variants(compiled, looked_at)
    space = compiled.space
    return Certificate(model.id, space.total, space.count, space.excluded, looked_at, tuple(findings), space.exhaustive)


def _in_variants(compiled: Program, looked_at: int) -> list[Finding]:
    """The first draw that shows each kind of fault."""
    found: dict[str, Finding] = {}
    for item, message in variant_faults(_items(compiled, looked_at, found)):
        kind = message.partition(":")[0]
        found.setdefault(kind, Finding(kind, _fault(compiled, message), _draw(item)))
    return list(found.values())


def _items(compiled: Program, looked_at: int, found: dict[str, Finding]) -> Iterable[Item]:
    for variant in range(looked_at):
        try:
            yield compiled.item(SEED, variant)
        except DrawError as error:
            found.setdefault("undrawable", Finding("undrawable", _fault(compiled, str(error))))


def _fault(compiled: Program, message: str) -> Fault:
    origin = compiled.model.origin
    return Fault(origin.file, *origin.place(("parts",)), message)


def _draw(item: Item) -> tuple[tuple[str, object], ...]:
    return tuple((name, exact_text(value)) for name, value in item.parameters)
