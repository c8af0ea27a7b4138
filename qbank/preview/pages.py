"""What the page of a question shows: records of words and addresses, from what is known of its file."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from qbank.checking.certificate import counts, said
from qbank.checking.separability import told
from qbank.errors import Fault, QbankError
from qbank.excerpt import excerpt
from qbank.generation.chosen import excluded
from qbank.generation.program import Program
from qbank.item import Item
from qbank.preview.controls import Controls, Edge, controls, edges, typed
from qbank.preview.prints import SIDES, prints
from qbank.preview.shelf import Entry, Shelf
from qbank.preview.view import MOODLE, TABS, WEB, View, address
from qbank.wording import counted


class Link(Struct, frozen=True):
    """What a link says, and where it leads; ``here`` when that is the page itself."""

    text: str
    address: str
    here: bool = False


class Told(Struct, frozen=True):
    """A fault or warning: where it is, what is wrong, the line underlined, what to do, and the draw that shows it."""

    place: str
    message: str
    line: str
    hint: str
    draw: str = ""
    shown: str = ""


class State(Struct, frozen=True):
    """What is known of a question: a word for its colour, what it is called, how many warnings there are, and more of it."""

    kind: str
    words: str
    warnings: str = ""
    more: str = ""


class Sheet(Struct, frozen=True):
    """What is shown inside: its heading, and a page or pictures; ``whole`` is where the same is as it would be handed out."""

    title: str
    address: str
    whole: str
    pictures: tuple[Link, ...] = ()


class QuestionPage(Struct, frozen=True, kw_only=True):
    """The page of a question."""

    id: str
    version: int
    file: str
    title: str
    above: str
    state: State
    facts: tuple[str, ...] = ()
    faults: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    notes: tuple[str, ...] = ()
    older: bool = False
    notice: str = ""
    controls: Controls | None = None
    extremes: tuple[Edge, ...] | None = None
    tabs: tuple[Link, ...] = ()
    sheets: tuple[Sheet, ...] = ()


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
        title = entry.found.title if entry.found else file
        groups.setdefault(folder, []).append(Row(title, file, address("question", name), state(entry)))
    rows = tuple((folder, tuple(rows)) for folder, rows in sorted(groups.items()))
    number = Fraction(len(shelf.entries))
    return IndexPage(shelf.version, shelf.place.as_posix(), counted(number, "question"), rows)


def question_page(shelf: Shelf, entry: Entry, view: View, notice: str = "") -> QuestionPage:
    """The page of a question, as its file is now; where it is faulty, the last draw that worked below the faults."""
    program = entry.good.program if entry.good else None
    item, word = _item(program, view, notice)
    return QuestionPage(
        id=entry.id,
        version=entry.version,
        file=entry.path.as_posix(),
        title=program.model.title if program else entry.path.stem,
        facts=_facts(item) if item else (),
        above="" if shelf.is_file else "/",
        state=state(entry),
        faults=tuple(_faults(entry, view)),
        warnings=tuple(_warnings(entry)),
        notes=tuple(_notes(entry)),
        older=bool(entry.reading and entry.reading.faults),
        notice=word,
        controls=controls(program, entry.id, view, item) if program else None,
        extremes=edges(entry.id, view, found) if (found := entry.extremes.get(view.seed)) else None,
        tabs=_tabs(entry, view) if item else (),
        sheets=_sheets(entry, program, view) if program and item else (),
    )


def waiting_page(shelf: Shelf, entry: Entry) -> QuestionPage:
    """What is shown of a question for as long as it is being read."""
    return QuestionPage(
        id=entry.id,
        version=entry.version,
        file=entry.path.as_posix(),
        title=entry.good.program.model.title if entry.good and entry.good.program else entry.path.stem,
        above="" if shelf.is_file else "/",
        state=State("pending", "being read …"),
    )


def _tabs(entry: Entry, view: View) -> tuple[Link, ...]:
    return tuple(
        Link(said, address("question", entry.id, view, tab=tab), tab == view.tab) for tab, said in TABS.items()
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
    if entry.reading and entry.reading.faults:
        return State("faulty", counted(Fraction(len(entry.reading.faults)), "fault"))
    if entry.found is None:
        return State("pending", "being checked …") if entry.reading else State("unread", "not looked at yet")
    certificate = entry.found.certificate
    warnings = counted(Fraction(len(certificate.warnings)), "warning") if certificate.warnings else ""
    more = counts(certificate) if certificate.space else ""
    if certificate.sound:
        return State("sound", "sound", warnings, more)
    return State("faulty", counted(Fraction(len(certificate.findings)), "fault"), warnings, more)


def _faults(entry: Entry, view: View) -> Iterator[Told]:
    """What is wrong with the file, or else what its certificate found."""
    if entry.reading and entry.reading.faults:
        yield from map(_told, entry.reading.faults)
        return
    for finding in entry.found.certificate.findings if entry.found else ():
        given = tuple((name, typed(value)) for name, value in finding.parameters)
        draw = address("question", entry.id, view, given=given) if given else ""
        shown = ", ".join(f"{name} = {value}" for name, value in given)
        yield _told(finding.fault, draw, f"{shown}, the first of {finding.draws:,}" if finding.draws > 1 else shown)


def _warnings(entry: Entry) -> Iterator[Told]:
    """What is rarely meant; ``allow`` in the file silences each by its name."""
    for warned in entry.found.certificate.warnings if entry.found else ():
        yield _told(warned.fault._replace(message=f"{warned.fault.message} [{warned.name}]"))


def _notes(entry: Entry) -> Iterator[str]:
    """Which mistakes a question can tell apart, where that is remarkable."""
    for one in entry.found.certificate.separability if entry.found else ():
        yield from (f"{one.part}: {sentence}" for sentence in told(one))


def _told(fault: Fault, draw: str = "", shown: str = "") -> Told:
    place = f"line {fault.line}, column {fault.column}" if fault.line else ""
    line = excerpt(fault.excerpt, fault.line, fault.column, fault.length) if fault.excerpt else ""
    return Told(place, fault.message, line, fault.hint, draw, shown)


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
