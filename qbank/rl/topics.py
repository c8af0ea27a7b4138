"""Formulas by topic: a topic is a module of this package, and is called as its docstring begins."""

from collections.abc import Iterator
from importlib import import_module
from itertools import groupby

from qbank.rl.formula import Formula, formulas


def topics() -> Iterator[tuple[str, tuple[Formula, ...]]]:
    """Each topic with its formulas, in the order of the modules.

    >>> [found[0].name for title, found in topics() if title.startswith("One-step temporal-difference learning")]
    ['td_target']
    """
    for module, found in groupby(formulas().values(), key=lambda one: one.body.__module__):
        title = (import_module(module).__doc__ or "").partition("\n")[0].rstrip(".")
        yield title, tuple(found)
