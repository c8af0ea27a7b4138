"""What a page says while a number or a formula is typed: how it is read, or where it cannot be read yet.

Nothing is graded and nothing is kept, so it may be asked as often as one types, in a rehearsal too.
"""

from datetime import datetime

from msgspec import Struct

from qbank.content import Text
from qbank.grading.ids import is_blank
from qbank.grading.read_back import read_back
from qbank.interactions import ExpressionEntry, NumericEntry
from qbank.labels import labels
from qbank.markup.spoken import spoken
from qbank.practice.session import PracticeError, Serving
from qbank.practice.web.question_page import field_names, is_locked
from qbank.response import Invalid, Response, pointed


class FieldReading(Struct, frozen=True, kw_only=True):
    """How what stands in a field is read: to see, and ``spoken`` to hear; or the reason and the place why it cannot be."""

    label: str
    read_as: str = ""
    shown: Text = Text()
    fault: str = ""
    pointed: tuple[str, ...] = ()
    hint: str = ""
    spoken: str = ""


def field_reading(serving: Serving, field: str, typed: Response, now: datetime) -> FieldReading:
    """How a field of an open question is read; PracticeError when there is no such field, or it takes no answer."""
    part = next((part for part, name in field_names(serving).items() if name == field), "")
    if not part or is_locked(serving, part, now):
        raise PracticeError("nothing is typed here")
    entry = serving.item.part(part).interaction
    if not isinstance(entry, NumericEntry | ExpressionEntry):
        raise PracticeError("what is typed here is taken as it is")
    label = labels(serving.item)[part] if serving.item.part(part).inline else ""
    if is_blank(typed):
        return FieldReading(label=label)
    found = read_back(entry, typed, serving.item.language)
    if isinstance(found, Invalid):
        fault = f"Not readable yet: {found.message}."
        place = pointed(typed, found.position) if found.position < len(typed) else ()
        return FieldReading(label=label, fault=fault, pointed=place, hint=found.hint, spoken=fault)
    heard = spoken(found.maths) if found.maths is not None else found.said
    return FieldReading(label=label, read_as=found.said, shown=found.shown, spoken=f"Read as {heard}")
