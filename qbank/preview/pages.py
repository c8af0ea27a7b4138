"""What the page of a question shows: records of words and addresses, from what is known of its file."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from msgspec import Struct

from qbank.checking.certificate import Certificate, counts, said
from qbank.content import MINUS, Number, plain
from qbank.errors import Fault, QbankError
from qbank.generation.axes import Axis
from qbank.generation.chosen import excluded
from qbank.generation.program import Program
from qbank.item import Drawn, Item
from qbank.preview.prints import SIDES, prints
from qbank.preview.shelf import Entry, Shelf
from qbank.preview.view import MOODLE, SET, TABS, WEB, View, address
from qbank.wording import counted

LISTED = 200
"""A list to choose from is no longer; what is not in it can be typed."""


class Link(Struct, frozen=True):
    """What a link says, and where it leads; ``here`` when that is the page itself."""

    text: str
    address: str
    here: bool = False


class Field(Struct, frozen=True):
    """A parameter to be given a value: the present one, those it may have, and which those are in words."""

    name: str
    field: str
    value: str
    options: tuple[str, ...]
    note: str
    closed: bool


class Controls(Struct, frozen=True):
    """Which draw is shown and how to come to others: ``numbered`` leads from chosen parameters back to the draw itself."""

    action: str
    variant: int
    last: str
    seed: str
    tab: str
    previous: str
    following: str
    parameters: tuple[Field, ...]
    numbered: str


class Told(Struct, frozen=True):
    """A fault: where it is, what is wrong, what to do, and the draw that shows it: where it is, and its parameters."""

    place: str
    message: str
    hint: str
    draw: str = ""
    shown: str = ""


class State(Struct, frozen=True):
    """What is known of a question: a word for its colour, what it is called, and more of it."""

    kind: str
    words: str
    more: str = ""


class Sheet(Struct, frozen=True):
    """What is shown inside: its heading, and a page or pictures; ``whole`` is where the same is as it would be handed out."""

    title: str
    address: str
    whole: str
    pictures: tuple[Link, ...] = ()


class QuestionPage(Struct, frozen=True):
    """The page of a question."""

    id: str
    version: int
    file: str
    title: str
    facts: tuple[str, ...]
    above: str
    state: State
    faults: tuple[Told, ...]
    older: bool
    notice: str
    controls: Controls | None
    tabs: tuple[Link, ...]
    sheets: tuple[Sheet, ...]


class Row(Struct, frozen=True):
    """A question in the list of a folder."""

    title: str
    file: str
    address: str
    state: State


class IndexPage(Struct, frozen=True):
    """The list of a folder's questions, by the folder in which they stand."""

    version: int
    folder: str
    count: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


class GonePage(Struct, frozen=True):
    """The page of a question whose file is not there, or not there any more."""

    id: str
    version: int


def index_page(shelf: Shelf) -> IndexPage:
    """The list of the questions on a shelf."""
    groups: dict[str, list[Row]] = {}
    for name, entry in sorted(shelf.entries.items()):
        folder, _, file = name.rpartition("/")
        title = entry.good.program.model.title if entry.good and entry.good.program else file
        groups.setdefault(folder, []).append(Row(title, file, address("question", name), state(entry)))
    rows = tuple((folder, tuple(rows)) for folder, rows in sorted(groups.items()))
    number = Fraction(len(shelf.entries))
    return IndexPage(shelf.version, shelf.place.as_posix(), counted(number, "question"), rows)


def question_page(shelf: Shelf, entry: Entry, view: View, notice: str = "") -> QuestionPage:
    """The page of a question, as its file is now; where it is faulty, the last draw that worked below the faults."""
    program = entry.good.program if entry.good else None
    item, unread = _item(program, view, notice)
    shown = item is not None and program is not None
    model = program.model if program else None
    return QuestionPage(
        id=entry.id,
        version=entry.version,
        file=entry.path.as_posix(),
        title=model.title if model else entry.path.stem,
        facts=_facts(item) if item else (),
        above="" if shelf.is_file else "/",
        state=state(entry),
        faults=tuple(_faults(entry, view)),
        older=bool(entry.reading and entry.reading.faults),
        notice=unread,
        controls=_controls(program, entry, view, item) if program else None,
        tabs=tuple(
            Link(said, address("question", entry.id, view, tab=tab), tab == view.tab) for tab, said in TABS.items()
        )
        if shown
        else (),
        sheets=_sheets(entry, program, view) if program and item else (),
    )


def _item(program: Program | None, view: View, notice: str) -> tuple[Item | None, str]:
    """The draw that is looked at, with a word about it where it is never served; or why there is none."""
    if program is None or notice:
        return None, notice
    try:
        item = view.item(program)
        return item, _never(program, item) if view.given else ""
    except QbankError as error:
        return None, str(error)


def _never(program: Program, item: Item) -> str:
    causes = excluded(program, dict(item.parameters))
    return f"No student is given this draw: {', '.join(map(said, causes))}." if causes else ""


def _facts(item: Item) -> tuple[str, ...]:
    return (", ".join(item.objectives), item.bloom, counted(item.points, "point"))


def state(entry: Entry) -> State:
    """What is known of a question."""
    if entry.reading is None:
        return State("unread", "not looked at yet")
    if entry.reading.faults:
        return State("faulty", counted(Fraction(len(entry.reading.faults)), "fault"))
    if entry.certificate is None:
        return State("pending", "being checked …")
    return _checked(entry.certificate)


def _checked(certificate: Certificate) -> State:
    more = counts(certificate) if certificate.space else ""
    if certificate.sound:
        return State("sound", "sound", more)
    return State("faulty", counted(Fraction(len(certificate.findings)), "fault"), more)


def _faults(entry: Entry, view: View) -> Iterator[Told]:
    """What is wrong with the file, or else what its certificate found."""
    for fault in entry.reading.faults if entry.reading else ():
        yield _told(fault)
    for finding in entry.certificate.findings if entry.certificate else ():
        given = tuple((name, _typed(value)) for name, value in finding.parameters)
        draw = address("question", entry.id, view, given=given) if given else ""
        yield _told(finding.fault, draw, ", ".join(f"{name} = {value}" for name, value in given))


def _told(fault: Fault, draw: str = "", shown: str = "") -> Told:
    place = f"line {fault.line}, column {fault.column}" if fault.line else ""
    return Told(place, fault.message, fault.hint, draw, shown)


# --- which draw ---


def _controls(program: Program, entry: Entry, view: View, item: Item | None) -> Controls:
    count = program.space.count
    here = min(view.variant, count - 1)
    numbered = View(seed=view.seed, tab=view.tab)

    def at(variant: int) -> str:
        return address("question", entry.id, numbered, variant=variant) if 0 <= variant < count else ""

    drawn = dict(item.parameters) if item else dict(program.drawn(view.seed, here).parameters)
    return Controls(
        action=address("question", entry.id),
        variant=view.variant,
        last=f"{count - 1:,}",
        seed=view.seed,
        tab=view.tab,
        previous=at(here - 1),
        following=at(here + 1),
        parameters=tuple(_field(axis, drawn[axis.name]) for axis in program.axes),
        numbered=at(here) if view.given else "",
    )


def _field(axis: Axis, value: Drawn) -> Field:
    options = tuple(map(_typed, axis.values))
    words = isinstance(axis.values[0], str)
    listed = axis.lengths != (None,)
    note = "" if words else _range(axis, options)
    offered = () if listed or len(options) > LISTED else options
    return Field(axis.name, SET + axis.name, _typed(value), offered, note, closed=words)


def _range(axis: Axis, options: tuple[str, ...]) -> str:
    """The values that a number, or each number of a list, may have."""
    values = f"one of {', '.join(options)}" if len(options) < 6 else f"{options[0]} to {options[-1]}"
    lengths = [str(length) for length in axis.lengths if length is not None]
    if not lengths:
        return values
    several = lengths[0] if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"
    return f"{several} numbers, each {values}"


def _typed(value: Any) -> str:
    """A value as it may be typed: ``0.4``, ``1/3``, ``a poet``, ``0.5, -1``."""
    match value:
        case Fraction():
            return plain(Number(value)).replace(MINUS, "-")
        case tuple() | list():
            return ", ".join(map(_typed, value))
        case _:
            return str(value)


# --- what is shown of it ---


def _sheets(entry: Entry, program: Program, view: View) -> tuple[Sheet, ...]:
    """The pages inside; their addresses differ when the file does, so that a browser knows which to fetch again."""
    digest = program.model.digest[:8]

    def at(kind: str) -> str:
        return address(kind, entry.id, view, digest)

    if view.tab == MOODLE:
        sides = {"moodle": "Student’s view in Moodle", "moodle-bank": "Moodle’s question bank"}
        return tuple(Sheet(said, at(f"inside/{side}"), "") for side, said in sides.items())
    if view.tab == WEB:
        sides = {"student": "Student’s view", "key": "Key"}
        return tuple(Sheet(said, at(f"inside/{side}"), at(f"inside/{side}-page")) for side, said in sides.items())
    made = prints(program, view)
    return tuple(
        Sheet(said, "", at(f"pdf/{side}"), _pictures(said, len(made.side(side)), at, f"picture/{side}"))
        for side, said in SIDES.items()
    )


def _pictures(said: str, pages: int, at: Callable[[str], str], kind: str) -> tuple[Link, ...]:
    return tuple(Link(f"{said}, page {number} of {pages}", at(f"{kind}/{number}")) for number in range(1, pages + 1))
