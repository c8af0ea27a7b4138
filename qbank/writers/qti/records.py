"""What the template's macros are given: records of final texts."""

from collections.abc import Mapping
from typing import NamedTuple

from qbank.content import Text
from qbank.item import Item, Part
from qbank.writers.filled import Filled


class Place(NamedTuple):
    """A part on its way into an item: the macros that write it, and the names it has there.

    ``response`` and ``outcome`` name its variables, ``own`` begins the identifiers of its choices and remarks; ``responses``
    are the variables of all parts.
    """

    macros: Filled
    item: Item
    part: Part
    response: str
    outcome: str
    own: str
    responses: Mapping[str, str]


class Remark(NamedTuple):
    """What is said of a response: the identifier under which it is told, and the text, which may be empty."""

    id: str
    text: Text


class Made(NamedTuple):
    """A part as it stands in an item: what it declares, what the student sees, what a response earns, what is said of it.

    ``variables`` are further ones that its processing needs: the name, type and first value of each.
    """

    declaration: str
    body: str
    processing: str = ""
    remarks: tuple[Remark, ...] = ()
    variables: tuple[tuple[str, str, str], ...] = ()


class Declaration(NamedTuple):
    """A response variable; ``counts`` says what each choice or pair adds, ``least`` what the sum is at least."""

    response: str
    cardinality: str
    type: str
    correct: tuple[str, ...] = ()
    counts: tuple[tuple[str, str], ...] = ()
    least: str = ""


class Field(NamedTuple):
    """A field to type into; ``label`` is what a gap is called."""

    response: str
    length: str
    label: str


class Below(NamedTuple):
    """A field below its prompt."""

    prompt: str
    field: str
    unit: str
    note: str


class Offer(NamedTuple):
    """What is chosen from; each choice has an identifier and a text."""

    response: str
    label: str
    prompt: str
    note: str
    shuffle: bool
    choices: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...] = ()
    most: str = ""


class Essay(NamedTuple):
    """A text to write, and by what it is marked."""

    response: str
    prompt: str
    lines: str
    criteria: tuple[tuple[str, str], ...]
    model_answer: str


class Between(NamedTuple):
    """The numbers that are right in a part."""

    response: str
    lower: str
    upper: str


class Spelt(NamedTuple):
    """A test: a text of a pattern."""

    response: str
    pattern: str


class Chosen(NamedTuple):
    """A test: a choice."""

    response: str
    choice: str


class Case(NamedTuple):
    """A response that is recognised as a whole, what it earns, and the remark that is made."""

    test: str
    points: str
    feedback: str


class Cases(NamedTuple):
    """The cases of a response, of which the first decides."""

    response: str
    outcome: str
    cases: tuple[Case, ...]


class BandCase(NamedTuple):
    """Numbers between two others, what they earn, and the remark that is made."""

    lower: str
    upper: str
    points: str
    feedback: str


class Bands(NamedTuple):
    """The bands in which a number may lie, of which the first decides; ``after`` is further processing."""

    response: str
    outcome: str
    cases: tuple[BandCase, ...]
    after: str


class Carried(NamedTuple):
    """What follows from the numbers ``given`` in other parts, each with the band in which it is right there.

    A response within ``tolerance`` of it earns ``points`` where all of those are right, else a ``share``, and is told so.
    """

    response: str
    outcome: str
    given: tuple[Between, ...]
    computed: str
    tolerance: str
    points: str
    share: str
    feedback: str


class Single(NamedTuple):
    """A remark on one choice or pair, made when it is among the response, or with ``missed`` when it is not.

    It is told by its value, or by the name of a variable that has it.
    """

    value: str
    variable: str
    feedback: str
    missed: bool


class Counted(NamedTuple):
    """A response of several choices or pairs: without ``units`` all or nothing, else ``points`` for all units.

    ``left_alone`` is added to what is counted.
    """

    response: str
    outcome: str
    points: str
    units: str
    left_alone: str
    remarks: tuple[Single, ...]


class Step(NamedTuple):
    """A step of an ordering: the names of its place and of the length of its run, and the same of the steps before it."""

    id: str
    position: str
    run: str
    before: tuple[tuple[str, str], ...]


class Misplaced(NamedTuple):
    """A place, the step that belongs there, and what is said of others that stand there first."""

    place: str
    right: str
    said: tuple[tuple[str, str], ...]


class Ordered(NamedTuple):
    """A response in order: without ``steps`` all or nothing, else the share of the longest run of ``number`` steps.

    ``places`` are the names of numbers, from 1.
    """

    response: str
    outcome: str
    points: str
    number: str
    places: tuple[str, ...]
    steps: tuple[Step, ...]
    misplaced: tuple[Misplaced, ...]


class Whole(NamedTuple):
    """An item."""

    declared: tuple[str, ...]
    responses: tuple[str, ...]
    points: str
    nearly: str
    marked: bool
    outcomes: tuple[str, ...]
    variables: tuple[tuple[str, str, str], ...]
    body: str
    processing: str
    feedback: tuple[tuple[str, str], ...]
    hints: str
    solution: str


class Solution(NamedTuple):
    """The worked solution and where the question comes from."""

    text: str
    source: str


class Framed(NamedTuple):
    """An item in its file."""

    identifier: str
    title: str
    language: str
    inside: str


class Described(NamedTuple):
    """An item as the manifest tells it; ``pictures`` are the names of its files."""

    identifier: str
    title: str
    language: str
    keywords: tuple[str, ...]
    source: str
    pictures: tuple[str, ...]


class Titled(NamedTuple):
    """The package and its test: the name of the test's file, its points and its seconds."""

    identifier: str
    title: str
    language: str
    file: str
    points: str
    seconds: str


class Chapter(NamedTuple):
    """A section of a test."""

    identifier: str
    title: str
    instructions: str


class Pool(NamedTuple):
    """The variants of a question."""

    identifier: str
    title: str


class Named(NamedTuple):
    """What has nothing but an identifier."""

    identifier: str
