"""A conversation's screen: lines that fit, colours where there are any, and answers from a keyboard or a pipe."""

import sys
import textwrap
from typing import TextIO

from rich.console import Console

WIDTH = 80


class Screen:
    """Says things on standard output and asks on standard input.

    At a terminal an answer is edited as it is typed; from a pipe it is a line, shown after the question it answers, so that a
    transcript can be read. Colours and their absence are rich's affair: ``NO_COLOR``, pipes and plain terminals have none.
    """

    def __init__(self, answers: TextIO, out: TextIO) -> None:
        self.answers = answers
        self.console = Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.width = min(WIDTH, self.console.width) if out.isatty() else WIDTH
        self.typed = answers.isatty() and out.isatty()

    def say(self, text: str = "", style: str = "") -> None:
        """Lines, broken where they are too long."""
        for line in text.split("\n"):
            self.console.print(self._fitted(line), style=style or None)

    def ask(self, question: str) -> str:
        """The answer to a question; EOFError when there are no more answers."""
        self.console.file.flush()
        if self.typed:
            return input(question)
        line = self.answers.readline()
        if not line:
            raise EOFError
        self.console.print(f"{question}{line.rstrip()}")
        return line.rstrip("\n")

    def _fitted(self, line: str) -> str:
        if len(line) <= self.width:
            return line
        indent = line[: len(line) - len(line.lstrip())]
        return textwrap.fill(line, self.width, subsequent_indent=indent, break_on_hyphens=False)


def standard_screen() -> Screen:
    """The screen of this process; arrow keys and the answers before are at hand while typing."""
    if sys.stdin.isatty():
        import readline  # noqa: F401  changes how input() edits, and is not everywhere
    return Screen(sys.stdin, sys.stdout)
