"""One variant as a format writes it, for looking at it on standard output."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from qbank.content import Text
from qbank.errors import QbankError
from qbank.item import Chosen, Draw, Form, Item, Result, Section
from qbank.writers.output import Output
from qbank.writers.registry import get_format


class OneItem(Struct, frozen=True):
    """A quiz of one question in one copy."""

    item: Item
    name: str
    title: str
    copies: int = 1
    planned: bool = False

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The id of the question."""
        return (self.item.id,)

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """The question, which was asked for."""
        return (Chosen("", self.item.id, self.item.points, minutes=None, picked=False),)

    def form(self, copy: int) -> Form:
        """The only copy."""
        section = Section("", (self.item,))
        return Form(self.name, self.title, self.item.language, Text(), None, copy, self.code(copy), (section,))

    def code(self, copy: int) -> str:  # noqa: ARG002  there is only one
        """No code: this is not handed out."""
        return "-"

    def drawn(self, copy: int) -> tuple[Draw, ...]:  # noqa: ARG002  there is only one
        """The draw that is looked at."""
        return (Draw(self.item.id, self.item.variant, self.item.parameters),)

    def pool(self, item_id: str) -> Iterator[Item]:  # noqa: ARG002  there is only one
        """The one variant."""
        yield self.item

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the one variant."""
        yield work(self.pool(item_id))

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:  # noqa: ARG002  as above
        """What is made of the only copy."""
        yield work([self.form(0)])


def single(item: Item, name: str, *, student: bool) -> bytes:
    """What a format writes of one variant: the student's file, or else the key where the format keeps keys apart."""
    chosen = get_format(name)
    if student and chosen.keys == "inside":
        raise QbankError(f"the format {name!r} holds the key inside: there is no student's copy of it")
    with tempfile.TemporaryDirectory() as folder:
        with Output(Path(folder), replace=False) as output:
            chosen.write(OneItem(item, item.id, item.title), output)
        key = chosen.keys == "apart" and not student
        named = Path(folder) / f"{item.id}{'-key' if key else ''}.{chosen.ending}"
        return b"\n".join(path.read_bytes() for path in ([named] if named.exists() else sorted(Path(folder).iterdir())))
