"""An assessment and question-bank engine for reinforcement-learning mathematics.

    from pathlib import Path
    from qbank import generate, load

    bank = load([Path("questions")])
    item = generate(bank.item("td-advantage"), seed="2026", variant=0)

Names are imported when they are first used, so that ``import qbank`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.assembly.assemble import assemble
    from qbank.assembly.assembly import Assembly
    from qbank.authoring.bank import Bank, load
    from qbank.authoring.blueprint import Blueprint
    from qbank.authoring.schema import ItemModel
    from qbank.checking.certificate import certify
    from qbank.errors import QbankError
    from qbank.generation.program import generate, generate_all
    from qbank.grading.grade import grade
    from qbank.item import Form, Item
    from qbank.writers.build import write

__all__ = [
    "Assembly",
    "Bank",
    "Blueprint",
    "Form",
    "Item",
    "ItemModel",
    "QbankError",
    "assemble",
    "certify",
    "generate",
    "generate_all",
    "grade",
    "load",
    "write",
]

_HOMES = {
    "qbank.assembly.assemble": ("assemble",),
    "qbank.assembly.assembly": ("Assembly",),
    "qbank.authoring.bank": ("Bank", "load"),
    "qbank.authoring.blueprint": ("Blueprint",),
    "qbank.authoring.schema": ("ItemModel",),
    "qbank.checking.certificate": ("certify",),
    "qbank.errors": ("QbankError",),
    "qbank.generation.program": ("generate", "generate_all"),
    "qbank.grading.grade": ("grade",),
    "qbank.item": ("Form", "Item"),
    "qbank.writers.build": ("write",),
}


def __getattr__(name: str) -> Any:
    """A public name, from the module in which it is defined."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    message = f"module 'qbank' has no attribute {name!r}"
    raise AttributeError(message)
