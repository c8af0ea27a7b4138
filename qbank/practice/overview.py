"""What a learner knows: each objective with how well it is remembered, and the misconceptions that are not overcome."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from qbank.practice.curriculum import Curriculum
from qbank.practice.memory import OBJECTIVE, Memory, recall
from qbank.practice.scheduler import shown_mistakes

State = Literal["new", "learning", "known"]


class Standing(Struct, frozen=True):
    """An objective: how far it is, the probability that it is remembered now (0 when it was last wrong), when it is due."""

    objective: str
    state: State
    recall: float
    due: datetime | None


class Overview(Struct, frozen=True):
    """Every objective, in the order in which they are learnt, and the misconceptions that were shown, overcome or not."""

    standings: tuple[Standing, ...]
    shown: tuple[Memory, ...]

    @property
    def mistakes(self) -> tuple[Memory, ...]:
        """The misconceptions that are not overcome."""
        return tuple(one for one in self.shown if not one.is_known)

    def count(self, state: State) -> int:
        """How many objectives are so far."""
        return sum(one.state == state for one in self.standings)


def overview(curriculum: Curriculum, memories: Mapping[str, Memory], now: datetime) -> Overview:
    """What a learner with these memories knows of a curriculum."""
    standings = (_standing(name, memories.get(f"{OBJECTIVE}{name}"), now) for name in curriculum.questions)
    return Overview(tuple(standings), tuple(shown_mistakes(memories)))


def _standing(name: str, memory: Memory | None, now: datetime) -> Standing:
    if memory is None:
        return Standing(name, "new", 0.0, None)
    remembered = recall(memory, now) if memory.running else 0.0
    return Standing(name, "known" if memory.is_known else "learning", remembered, memory.due)
