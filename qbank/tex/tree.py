"""The subset of LaTeX maths that qbank accepts, as a closed tree.

A formula is parsed once; printers (MathML, LaTeX, Typst data, Unicode, spoken words) walk the tree. What is outside the
subset is refused with its place, never passed through: a formula that one output shows and another loses would be worse.

A *hole* stands where a variant's value goes. In source text it is ``HOLE_OPEN`` digits ``HOLE_CLOSE``; both marks are
private-use characters, which authors' text may not contain.
"""

from enum import Enum, IntEnum

from msgspec import Struct

HOLE_OPEN, HOLE_CLOSE = "\ue000", "\ue001"


class Face(Enum):
    """How a letter is drawn."""

    ITALIC = "italic"
    UPRIGHT = "upright"
    BOLD = "bold"
    BOLD_ITALIC = "bold-italic"
    DOUBLE = "double-struck"
    SCRIPT = "script"


class Role(Enum):
    """What an operator does, which decides the space around it."""

    BINARY = "binary"
    PREFIX = "prefix"
    RELATION = "relation"
    PUNCTUATION = "punctuation"
    LARGE = "large"
    OPEN = "open"
    CLOSE = "close"
    ORDINARY = "ordinary"


class Guard(IntEnum):
    """Which values of a hole need brackets: none, signed ones, signed ones and fractions, or all.

    All do directly after digits or another hole: 2 and 5 side by side would be read as 25.
    """

    NONE = 0
    NEGATIVE = 1
    COMPOUND = 2
    ALWAYS = 3


class Row(Struct, frozen=True):
    """Nodes side by side."""

    children: tuple["Node", ...]


class Letter(Struct, frozen=True):
    """A variable: a Latin or Greek letter, or a run of upright ones (``\\mathrm{old}``)."""

    text: str
    face: Face = Face.ITALIC


class Digits(Struct, frozen=True):
    """A number as typed."""

    text: str


class Operator(Struct, frozen=True):
    """An operator, relation or punctuation mark, as its Unicode character."""

    text: str
    role: Role


class Bracket(Struct, frozen=True):
    """A bracket or bar that does not grow; sizes 1 to 4 are ``\\big`` to ``\\Bigg``, MIDDLE is as tall as its fence."""

    text: str
    role: Role
    size: int = 0


MIDDLE = -1


class Name(Struct, frozen=True):
    """A named function such as log or max; ``limits`` puts scripts below and above it in display."""

    text: str
    limits: bool = False


class Words(Struct, frozen=True):
    """Running text inside maths (``\\text``)."""

    text: str


class Over(Struct, frozen=True):
    """A fraction."""

    numerator: "Node"
    denominator: "Node"


class Root(Struct, frozen=True):
    """A square root, or the root of a degree."""

    body: "Node"
    degree: "Node | None" = None


class Scripts(Struct, frozen=True):
    """A base with something below, above, or both. A prime is a superscript."""

    base: "Node"
    below: "Node | None" = None
    above: "Node | None" = None


class Accent(Struct, frozen=True):
    """A mark over (hat, bar, tilde, dot, vec, overline) or under (underline) something."""

    body: "Node"
    mark: str


class Fence(Struct, frozen=True):
    """Something between delimiters that grow with it; an empty string is no delimiter."""

    left: str
    right: str
    body: "Node"


class Grid(Struct, frozen=True):
    """Rows of cells: ``cases``, ``aligned``, ``matrix``, ``pmatrix``, ``bmatrix``."""

    kind: str
    rows: tuple[tuple["Node", ...], ...]


class Space(Struct, frozen=True):
    """A space, in ems."""

    ems: float


class Hole(Struct, frozen=True):
    """Where the variant's value number ``index`` goes."""

    index: int
    guard: Guard = Guard.NONE


Node = (
    Row
    | Letter
    | Digits
    | Operator
    | Bracket
    | Name
    | Words
    | Over
    | Root
    | Scripts
    | Accent
    | Fence
    | Grid
    | Space
    | Hole
)


def core(node: Node) -> Node:
    """What is left of something without its scripts.

    >>> core(Scripts(Letter("V"), below=Letter("t")))
    Letter(text='V', face=<Face.ITALIC: 'italic'>)
    """
    while isinstance(node, Scripts):
        node = node.base
    return node


def bracketed(guard: Guard, sign: str, *, compound: bool) -> bool:
    """Whether a number with this sign, compound when it is a fraction or has a %, needs brackets in this hole.

    >>> bracketed(Guard.NEGATIVE, "−", compound=False), bracketed(Guard.NEGATIVE, "", compound=True)
    (True, False)
    """
    if not guard:
        return False
    return sign != "" or guard == 3 or (guard == 2 and compound)


def guarded(node: Node, guard: Guard) -> Node:
    """A formula that fills a hole, in brackets when the place of the hole asks for them.

    >>> guarded(Letter("x"), Guard.COMPOUND)
    Letter(text='x', face=<Face.ITALIC: 'italic'>)
    >>> guarded(Over(Letter("a"), Letter("b")), Guard.COMPOUND).left
    '('
    """
    match node:
        case Row(children):
            loose = guard >= Guard.COMPOUND or any(isinstance(child, Operator) for child in children)
        case Over() | Scripts():
            loose = guard >= Guard.COMPOUND
        case _:
            loose = guard == Guard.ALWAYS
    return Fence("(", ")", node) if guard and loose else node
