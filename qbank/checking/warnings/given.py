"""Which warnings a question is given, and which of them it silences."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.authoring.warnings import IDLE
from qbank.checking.warnings import draws, keys, wording
from qbank.checking.warnings.look import Check, Look, Remark
from qbank.errors import Fault

CHECKS: Mapping[str, Check] = {
    "unused-parameter": draws.unused_parameter,
    "unused-quantity": draws.unused_quantity,
    "idle-hidden": draws.idle_hidden,
    "idle-condition": draws.idle_condition,
    "few-draws": draws.few_draws,
    "small-stratum": draws.small_stratum,
    "no-worked-test": keys.no_worked_test,
    "no-source": keys.no_source,
    "no-feedback": wording.no_feedback,
    "longest-key": wording.longest_key,
    "zero-keys": keys.zero_keys,
    "same-key": keys.same_key,
    "long-stem": wording.long_stem,
    "telling-hint": wording.telling_hint,
}
"""The function that looks for each warning."""
PROVED = ("copied-key", "tie")
"""Warnings that proofs give."""


class Warned(Struct, frozen=True):
    """A warning by its name, and what it says, at its place."""

    name: str
    fault: Fault


def warnings(look: Look, proved: Sequence[Warned]) -> tuple[Warned, ...]:
    """The warnings that a question does not silence, in the order of its file; ``proved`` are those that proofs gave."""
    model = look.compiled.model
    given = [(name, remark) for name, check in CHECKS.items() for remark in check(look)]
    names = {name for name, _ in given} | {one.name for one in proved}
    idle = [
        Remark(("allow", name), f"{name!r} is silenced, and would not be given", "take it away", at_key=True)
        for name in model.allow
        if name not in names
    ]
    told = [(name, remark) for name, remark in given if name not in model.allow] + [(IDLE, remark) for remark in idle]
    found = [Warned(name, _fault(model, remark)) for name, remark in told]
    found += [one for one in proved if one.name not in model.allow]
    return tuple(sorted(found, key=lambda one: (one.fault.line, one.fault.column, one.name)))


def _fault(model: ItemModel, remark: Remark) -> Fault:
    origin = model.origin
    if remark.at_key and remark.path in origin.spans:
        return origin.key_fault(remark.path, remark.message, remark.hint)
    return origin.fault(remark.path, remark.message, remark.hint)
