"""Every deliberate error.

    QbankError                  something a person can mend; the command line prints it and exits with 1
      AuthoringError            a bank's files are faulty; holds every Fault found
      OffsetError               a fault inside a string, at an offset; becomes a Fault once its file is known
        ExpressionError         in an expression
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

from typing import NamedTuple


class QbankError(Exception):
    """The root of all deliberate errors: its text is meant for a person."""


class Fault(NamedTuple):
    """One thing that is wrong in an author's file: where, what, and what to do.

    >>> print(Fault("a.yaml", 3, 7, "unknown field 'tilte'", hint="did you mean 'title'?"))
    a.yaml:3:7: unknown field 'tilte'
      hint: did you mean 'title'?
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        return place + self.message + (f"\n  hint: {self.hint}" if self.hint else "")


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
    """A fault inside a string: the offset of its first character, its message and a hint."""

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        self.message, self.offset, self.hint = message, offset, hint
        super().__init__(message)


class ExpressionError(OffsetError):
    """An expression cannot be read or understood."""


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
