"""What the templates of the family are given: records of texts that are final, each already escaped for where it stands."""

from typing import NamedTuple

from qbank.writers.qti12.numbers import Band


class Question(NamedTuple):
    """What every question has: its name, what it asks, and what is told afterwards: to all, to who is right, to who is not."""

    ident: str
    title: str
    points: str
    body: str
    general: str
    correct: str
    incorrect: str
    hints: tuple[str, ...] = ()
    category: str = ""


class Option(NamedTuple):
    """One option, and what is told to whoever chooses it."""

    ident: str
    text: str
    right: bool
    feedback: str = ""
    share: str = ""


class Choice(NamedTuple):
    """One or several of some options."""

    question: Question
    options: tuple[Option, ...]
    shuffle: str = ""


class Number(NamedTuple):
    """A number, by the bands in which it is right; ``margins`` says whether their widths are written, too."""

    question: Question
    bands: tuple[Band, ...]
    margins: bool = False


class Known(NamedTuple):
    """Texts of which something is said to whoever types one of them."""

    ident: str
    texts: tuple[str, ...]
    feedback: str


class Texts(NamedTuple):
    """A word, a few or a number, by the texts that are right, those that are known, and whether capitals matter."""

    question: Question
    texts: tuple[str, ...]
    known: tuple[Known, ...] = ()
    case: bool = False


class Essay(NamedTuple):
    """A text to write, and what is told of a good one to whoever marks it."""

    question: Question
    solution: str


class Source(NamedTuple):
    """One left side, the target that is right for it, and what is told when another one was chosen."""

    ident: str
    text: str
    right: str
    share: str
    feedback: str = ""


class Matching(NamedTuple):
    """Left sides, and the targets that each of them offers, as idents and texts."""

    question: Question
    sources: tuple[Source, ...]
    targets: tuple[tuple[str, str], ...]


class Ordering(NamedTuple):
    """Steps as shown, as idents and texts, and the idents in their right order."""

    question: Question
    steps: tuple[tuple[str, str], ...]
    order: tuple[str, ...]


class Gap(NamedTuple):
    """A gap in the body, ``[name]``, with its options, or its right texts."""

    name: str
    share: str
    options: tuple[Option, ...]


class Gaps(NamedTuple):
    """Gaps of one kind."""

    question: Question
    gaps: tuple[Gap, ...]


class Written(NamedTuple):
    """A finished question and the pictures that it shows; the pool to which it belongs, its title, and its points."""

    pool: str
    title: str
    points: str
    xml: bytes
    pictures: tuple[tuple[str, bytes], ...] = ()
