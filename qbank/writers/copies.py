"""The names of files of which each copy of a quiz has its own."""

from qbank.item import Quiz


def copy_name(quiz: Quiz, copy: int, ending: str) -> str:
    """The file of copy number ``copy``, from 0; a single copy needs no number."""
    if quiz.copies == 1:
        return f"{quiz.name}.{ending}"
    width = max(2, len(str(quiz.copies)))
    return f"{quiz.name}-{copy + 1:0{width}}.{ending}"
