"""Every deliberate error.

    QbankError                  something a person can mend; the command line prints it and exits with 1
      AuthoringError            a bank's files are faulty; holds every Fault found
      OffsetError               a fault inside a string, at an offset; becomes a Fault once its file is known
        ExpressionError         in an expression
          FollowsError          it takes up what could not be read elsewhere; never told
          CostError             it would need too much time or memory
        MathsError              in LaTeX maths
        TextError               in Markdown
      DrawError                 a template has no draw that can be served, or too few
      Undefined                 a value does not exist: a division by zero, the logarithm of zero
      Undecided                 rigorous arithmetic could not separate two numbers within its precision limit
      RefusedError              a format cannot hold some items; raised before any file is written
      OutputError               a file could not be written

Students' bad input is never an error: it is the value ``Invalid``.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

from qbank.excerpt import excerpt


class QbankError(Exception):
    """The root of all deliberate errors: its text is meant for a person."""


class Fault(NamedTuple):
    """One thing that is wrong in an author's file: where, what, and what to do; with the line, to show it without the file.

    ``length`` is how many characters of the line it concerns.

    >>> print(Fault("a.yaml", 3, 7, "unknown field 'tilte'", "did you mean 'title'?", 5, "     {tilte: A}"))
    a.yaml:3:7: unknown field 'tilte'
      3 |      {tilte: A}
        |       ^^^^^
      hint: did you mean 'title'?
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    length: int = 0
    excerpt: str = ""

    @property
    def where(self) -> str:
        """``file:line:column``; the file alone where all of it is meant."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        told = [f"{self.where}: {self.message}"]
        if self.excerpt:
            told.append(excerpt(self.excerpt, self.line, self.column, self.length))
        return "\n".join([*told, f"  hint: {self.hint}"] if self.hint else told)


class AuthoringError(QbankError):
    """One or more faults in an author's files, shown together.

    >>> print(AuthoringError([Fault("a.yaml", 1, 1, "empty"), Fault("b.yaml", 0, 0, "missing")]))
    a.yaml:1:1: empty
    b.yaml: missing
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class OffsetError(QbankError):
    """A fault inside a string: its message, the offset of its first character, a hint, and how long the faulty piece is.

    Without an offset all of the string is meant; without a length, the word at the offset. ``others`` were found in the
    same string.
    """

    def __init__(self, message: str, offset: int | None = None, hint: str = "", length: int | None = None) -> None:
        self.message, self.hint, self.length = message, hint, length
        self.whole, self.offset = offset is None, offset or 0
        self.others: tuple[OffsetError, ...] = ()
        super().__init__(message)

    def placed(self, offset: int, length: int | None) -> Self:
        """The same fault at a place of another string."""
        return type(self)(self.message, offset, self.hint, length)

    def moved(self, by: int, length: int) -> Self:
        """The same faults in a longer string, in which this one of that length starts at ``by``."""
        found = self.placed(by + self.offset, length if self.whole else self.length)
        found.others = tuple(other.moved(by, length) for other in self.others)
        return found


def raise_together(errors: Sequence[OffsetError]) -> None:
    """Raise the first error, if there is one, with the others that were found in the same string."""
    if errors:
        errors[0].others = tuple(errors[1:])
        raise errors[0]


class ExpressionError(OffsetError):
    """An expression cannot be read or understood."""


class FollowsError(ExpressionError):
    """An expression takes up what could not be read elsewhere; nobody needs to be told."""


class CostError(ExpressionError):
    """An expression would need too much time or memory; found before anything is computed."""


class MathsError(OffsetError):
    """LaTeX maths outside the accepted subset."""


class TextError(OffsetError):
    """Markdown, or a place in it, that cannot be read."""


class DrawError(QbankError):
    """A template has no draw that can be served, or fewer than were asked for."""


class Undefined(QbankError):  # noqa: N818  the state of a value, not an error of a person's
    """A value does not exist: a division by zero, the logarithm of zero, the root of a negative number."""


class Undecided(QbankError):  # noqa: N818  the state of a comparison
    """Two numbers could not be told apart at the present precision."""


class RefusedError(QbankError):
    """A format cannot hold some items; every refusal is listed, and no file was written."""


class OutputError(QbankError):
    """A file or folder could not be written."""
