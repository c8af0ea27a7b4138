"""A page of the guide as a terminal shows it: rich lays Markdown out, with headings on the left and code indented."""

from io import StringIO
from typing import Any, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.padding import Padding
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.theme import Theme

WIDEST = 100
"""Longer lines are hard to read."""
INDENT = 2
STYLES = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold",
        "markdown.code": "cyan",
        "markdown.item.bullet": "default",
        "markdown.item.number": "default",
    }
)
SYNTAX = ANSISyntaxTheme(
    {
        ("Name", "Tag"): Style.parse("cyan"),
        ("Comment",): Style.parse("green"),
        ("Generic", "Prompt"): Style.parse("green"),
    }
)
"""The kinds of words, as pygments calls them, that stand out in code: the fields of YAML, comments, a command's dollar."""


class _Heading(Heading):
    """A heading that stands on the left."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Code(CodeBlock):
    """Code, indented, on the terminal's own background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Padding(Syntax(str(self.text).rstrip(), self.lexer_name, theme=SYNTAX, word_wrap=True), (0, 0, 0, INDENT))


class _Page(Markdown):
    elements: ClassVar[Any] = {**Markdown.elements, "heading_open": _Heading, "fence": _Code}


def rendered(text: str, columns: int) -> str:
    """Markdown laid out for a terminal of so many columns, with the codes that make words stand out.

    >>> print(rendered("# A page", 40).replace("\\x1b", "<esc>"))
    <esc>[1;4mA page<esc>[0m
    <BLANKLINE>
    """
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=min(columns, WIDEST), theme=STYLES)
    console.print(_Page(text))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().strip("\n").splitlines())
