"""What there is to learn: objectives with their questions, in the order in which one leads to the next."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.authoring.objective_graph import ranks
from qbank.errors import QbankError


class Curriculum(Struct, frozen=True):
    """Objectives in an order in which they can be learnt: the questions of each, and what comes right before it."""

    questions: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[str, ...]]

    def objectives(self, patterns: Sequence[str], items: Sequence[str]) -> tuple[str, ...]:
        """The objectives that patterns mean and these questions assess; every one where nothing is said.

        QbankError for a pattern that means none.
        """
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in self.questions):
                raise QbankError(f"no question has an objective {pattern!r}; `qbank objectives` lists them")
        chosen = set(items)
        return tuple(
            name
            for name, questions in self.questions.items()
            if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
            if not chosen or chosen & set(questions)
        )


def curriculum(bank: Bank) -> Curriculum:
    """The curriculum of a bank; objectives without questions are passed over, and what they presuppose is not."""
    asked: dict[str, list[str]] = {}
    for item in sorted(bank.items):
        for objective in bank.items[item].objectives:
            asked.setdefault(objective, []).append(item)
    graph = {name: model.prerequisites for name, model in bank.objectives.items()}
    rank = ranks(graph)
    ordered = sorted(asked, key=lambda name: (rank.get(name, 0), name))
    return Curriculum(
        questions={name: tuple(asked[name]) for name in ordered},
        before={name: _before(name, graph, asked) for name in ordered},
    )


def _before(name: str, graph: Mapping[str, Sequence[str]], asked: Mapping[str, object]) -> tuple[str, ...]:
    """The objectives with questions that come right before one, those without skipped."""
    found: list[str] = []
    for one in graph.get(name, ()):
        found += [one] if one in asked else _before(one, graph, asked)
    return tuple(dict.fromkeys(found))
