"""Gaps: places of a stem in which a part is answered, ``[[part-id]]``."""

from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.content import Gap
from qbank.errors import TextError
from qbank.question_types.question_type import Draw, Path
from qbank.text import PlaceSource

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

TYPES = frozenset({"numeric", "single_choice", "text"})
"""What can be answered in a line of text."""


class GapPlace(Struct, frozen=True):
    """A gap: the same in every draw."""

    gap: Gap

    def fill(self, draw: Draw) -> Gap:  # noqa: ARG002  as every place
        """The gap."""
        return self.gap


def read_gap(workshop: "ItemWorkshop", path: Path, place: PlaceSource) -> GapPlace:
    """The gap that a place of a text is; TextError where none can stand."""
    part = place.expression[2:-2]
    if path[0] != "stem":
        raise TextError("gaps stand in the stem", place.offset)
    if place.kind in ("maths", "code"):
        raise TextError(f"a gap cannot stand in {place.kind}", place.offset)
    if len(path) == 3 and workshop.model.paragraphs()[int(path[1])][2] is not None:
        raise TextError("a gap cannot stand in a paragraph that some draws leave out", place.offset)
    if part in workshop.gaps:
        raise TextError(f"the gap {part!r} stands twice", place.offset)
    ids = [workshop.model.part_id(number) for number in range(len(workshop.model.parts))]
    if part not in ids:
        raise TextError(f"there is no part {part!r} for this gap", place.offset, f"parts: {', '.join(ids)}")
    workshop.gaps.add(part)
    return GapPlace(Gap(part))


def check_gaps(workshop: "ItemWorkshop") -> None:
    """Every part is asked: in a gap that fits it, or by a prompt of its own."""
    for number, part in enumerate(workshop.model.parts):
        path, name = ("parts", number), workshop.model.part_id(number)
        if name in workshop.gaps and part.type not in TYPES:
            workshop.fault(
                (*path, "type"), f"{part.type!r} cannot be answered in a gap", f"types: {', '.join(sorted(TYPES))}"
            )
        elif name not in workshop.gaps and part.inline:
            workshop.fault(path, f"no gap of the stem names {name!r}", f"write [[{name}]] in the stem")
        elif name not in workshop.gaps and not part.prompt.strip():
            workshop.fault(path, "the field 'prompt' is missing", f"or write [[{name}]] in the stem, to make it a gap")
