"""What is known of one question beside what its author wrote: its compiled texts, and what was found out about it."""

from collections.abc import Callable, Mapping
from functools import cached_property

from msgspec import Struct

from qbank.text import CompiledText, compile_text


class Searched(Struct, frozen=True):
    """Which cells of a grid of parameters are good, and why others are not.

    ``strata`` holds for each stratum a bit for each cell, in order, eight in a byte; nothing where only a sample was looked at.
    """

    size: int
    strata: tuple[bytes, ...]
    counts: tuple[int, ...]
    excluded: dict[str, int]
    lost: dict[str, int]


class Texts:
    """The texts of one question, each compiled once; ``known`` gives those that were compiled before, when first asked.

    ``facts`` are numbers that were found out about the question, by name, such as how many variants it has; ``searched`` is
    which draws of its parameters were found to be good.
    """

    def __init__(
        self,
        known: Callable[[], Mapping[str, CompiledText]] = dict,
        facts: Mapping[str, int] | None = None,
        searched: Callable[[], Mapping[int, Searched]] = dict,
    ) -> None:
        self._known, self._searched = known, searched
        self.added: dict[str, CompiledText] = {}
        self.found: dict[int, Searched] = {}
        self.facts = dict(facts or {})

    def compile(self, source: str) -> CompiledText:
        """As ``compile_text``."""
        found = self.known.get(source) or self.added.get(source)
        if found is None:
            found = self.added[source] = compile_text(source)
        return found

    @cached_property
    def known(self) -> Mapping[str, CompiledText]:
        """The texts that were compiled before, by what the author wrote."""
        return self._known()

    @cached_property
    def searched(self) -> Mapping[int, Searched]:
        """What was found before of each group of parameters that conditions join, by its number."""
        return self._searched()
