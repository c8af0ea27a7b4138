"""Which questions assess an objective, and at which levels."""

from collections import Counter
from typing import NamedTuple, get_args

from qbank.authoring.bank import Bank
from qbank.authoring.schema import Bloom, ItemModel, ObjectiveModel

LEVELS: tuple[Bloom, ...] = get_args(Bloom)


class Covered(NamedTuple):
    """An objective and its questions, in order of their ids."""

    objective: ObjectiveModel
    questions: tuple[ItemModel, ...]

    def at(self, level: Bloom) -> list[str]:
        """The ids of the questions at a level of Bloom's taxonomy."""
        return [model.id for model in self.questions if model.bloom == level]

    @property
    def levels(self) -> str:
        """How many questions there are at each level, the lowest first: ``understand 1, apply 2``."""
        counts = Counter(model.bloom for model in self.questions)
        return ", ".join(f"{level} {counts[level]}" for level in LEVELS if counts[level])


def covering(bank: Bank) -> dict[str, Covered]:
    """Each objective of the bank with its questions, in the order in which they are defined."""
    models = [model for _, model in sorted(bank.items.items())]
    return {
        name: Covered(objective, tuple(model for model in models if name in model.objectives))
        for name, objective in bank.objectives.items()
    }
