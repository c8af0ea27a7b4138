"""Which questions a test holds: those that its blueprint fixes, and a choice for its picks that the seed decides.

All copies of a test hold the same questions, so that they are equally hard. Questions are preferred in an order that depends
on the seed and each question's id alone, so a question that is added to the bank changes few choices or none.
"""

from collections.abc import Sequence

from qbank.assembly.balance import balanced
from qbank.assembly.entry import Entry
from qbank.assembly.explanation import in_conflict, too_few
from qbank.assembly.matching import Conflict, matched
from qbank.assembly.wishes import Wish, wishes
from qbank.authoring.bank import Bank
from qbank.authoring.blueprint import Blueprint, SectionModel
from qbank.authoring.schema import ItemModel
from qbank.errors import AuthoringError
from qbank.generation.program import variant_count
from qbank.generation.streams import Stream


def select(blueprint: Blueprint, bank: Bank, seed: str, copies: int) -> list[tuple[Entry, ...]]:
    """The questions of each section, fixed ones first; AuthoringError that explains what cannot be met.

    A question with fewer variants than there are to be copies is not picked. How many it has is only known once it is
    compiled, so that is asked of those chosen, and they are chosen anew without those that have too few.
    """
    scarce: frozenset[str] = frozenset()
    while True:
        wished = wishes(blueprint, scarce)
        picked = _choice(blueprint, bank, wished, seed)
        found = {entry.model.id for own in picked for entry in own if _has_too_few(entry.model, copies)}
        if not found:
            break
        scarce |= found
    ahead = iter(picked)
    return [
        (*_fixed(section, bank), *(entry for _ in section.pick for entry in next(ahead)))
        for section in blueprint.sections
    ]


def _fixed(section: SectionModel, bank: Bank) -> list[Entry]:
    models = [(bank.item(one.id), one.points) for one in section.fixed]
    return [Entry(model, model.worth if points is None else points) for model, points in models]


def _has_too_few(model: ItemModel, copies: int) -> bool:
    try:
        return variant_count(model) < copies
    except AuthoringError:
        return False  # its faults are told when all questions of the test are compiled


def _choice(blueprint: Blueprint, bank: Bank, wished: list[Wish], seed: str) -> list[list[Entry]]:
    """For each pick its questions, in the order of their ids."""
    models = [model for _, model in sorted(bank.items.items())]
    ranked = sorted(models, key=lambda model: Stream("blueprint", seed, blueprint.id, model.id).word())
    candidates = [[Entry(model, wish.counts(model), picked=True) for model in wish.found(ranked)] for wish in wished]
    short = [wish for wish, own in zip(wished, candidates, strict=True) if len(own) < wish.n]
    if short:
        raise AuthoringError([too_few(blueprint, wish, models) for wish in short])
    needs = [wish.n for wish in wished]
    chosen = matched(needs, [[entry.model.id for entry in own] for own in candidates])
    if isinstance(chosen, Conflict):
        raise AuthoringError([in_conflict(blueprint, chosen, wished, models)])
    fixed = [entry for section in blueprint.sections for entry in _fixed(section, bank)]
    kept = _kept(candidates, chosen)
    if not _fits(blueprint, [*fixed, *(entry for own in kept for entry in own)]):
        kept = _kept(candidates, balanced(blueprint, needs, candidates, fixed))
    return kept


def _kept(candidates: Sequence[Sequence[Entry]], chosen: Sequence[Sequence[str]]) -> list[list[Entry]]:
    return [
        sorted((entry for entry in own if entry.model.id in ids), key=lambda entry: entry.model.id)
        for own, ids in zip(candidates, chosen, strict=True)
    ]


def _fits(blueprint: Blueprint, entries: Sequence[Entry]) -> bool:
    """Whether questions have the points and the time that the blueprint states."""
    points, minutes = sum(entry.points for entry in entries), sum(entry.minutes for entry in entries)
    return blueprint.points in (None, points) and (blueprint.time is None or minutes <= blueprint.time)
