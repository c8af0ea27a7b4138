"""The command that shows a draw."""

from collections.abc import Iterable
from shlex import quote


def show_command(item: str, parameters: Iterable[tuple[str, object]]) -> str:
    """The command line that shows the draw of a question, an id or a file, with these parameters.

    >>> show_command("returns", [("rewards", ["1", "1/2"]), ("agent", "a robot")])
    "qbank show returns --set rewards=1,1/2 --set 'agent=a robot'"
    """
    return " ".join(
        ["qbank show", quote(item), *(f"--set {quote(f'{name}={typed(value)}')}" for name, value in parameters)]
    )


def typed(value: object, comma: str = ",") -> str:
    """A parameter's value as ``--set`` takes it."""
    return comma.join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
