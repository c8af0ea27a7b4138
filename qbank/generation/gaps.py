"""Gaps: places of a stem in which a part is answered, ``[[part-id]]``."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.content import Gap
from qbank.errors import FollowsError, TextError
from qbank.generation.names import may_be_unread_part
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
    twice = part in workshop.gaps
    ids = [workshop.model.part_id(number) for number in range(len(workshop.model.parts))]
    close = get_close_matches(part, ids, n=1)
    workshop.gaps.update({part} if part in ids else close)  # also where it cannot stand: one fault is enough
    if path[0] != "stem":
        raise TextError("gaps stand in the stem", place.offset, "ask here, and write the gap in the stem")
    if place.kind in ("maths", "code"):
        raise TextError(f"a gap cannot stand in {place.kind}", place.offset, "put it into the text beside")
    if len(path) == 3 and workshop.model.paragraphs()[int(path[1])][2] is not None:
        message = "a gap cannot stand in a paragraph that some draws leave out"
        raise TextError(message, place.offset, "put it into a paragraph without 'when'")
    if twice:
        raise TextError(f"the gap {part!r} stands twice", place.offset, "a part is answered in one place")
    if part not in ids:
        if may_be_unread_part(workshop.found.unread):
            raise FollowsError(f"{part!r} may be a part that could not be read")
        hint = f"did you mean [[{close[0]}]]?" if close else f"parts: {', '.join(ids)}"
        raise TextError(f"there is no part {part!r} for this gap", place.offset, hint)
    return GapPlace(Gap(part))


def check_gaps(workshop: "ItemWorkshop") -> None:
    """Every part is asked: in a gap that fits it, or by a prompt of its own."""
    for number, part in enumerate(workshop.model.parts):
        path, name = ("parts", number), workshop.model.part_id(number)
        if name in workshop.gaps and part.type not in TYPES:
            workshop.fault(
                (*path, "type"), f"{part.type!r} cannot be answered in a gap", f"types: {', '.join(sorted(TYPES))}"
            )
        elif name in workshop.gaps or workshop.found.sees_half:
            continue
        elif part.inline:
            workshop.fault(path, f"no gap of the stem names {name!r}", f"write [[{name}]] in the stem")
        elif not part.prompt.strip():
            workshop.fault(path, "the field 'prompt' is missing", f"or write [[{name}]] in the stem, to make it a gap")
