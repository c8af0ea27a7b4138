"""Any reader of QTI 1.2.1 that follows the standard: conditions in their order, until one is met that does not go on.

Tests that stand side by side are alternatives, as every reader takes them.
IMS Common Cartridge 1.1 names no other rule of marking: the score is what the last condition that was met has set.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree  # type: ignore[import-untyped]

Response = frozenset[str]
"""The idents of the options that are chosen, or the one text that is typed."""


@dataclass
class Marked:
    """What a response earns, as a share, and the idents of what is told."""

    share: Fraction = Fraction(0)
    told: list[str] = field(default_factory=list)


def marked(item: etree._Element, response: Response) -> Marked:
    """What a response to an item earns."""
    found = Marked()
    for condition in item.findall("{*}resprocessing/{*}respcondition"):
        if not any(_holds(one, response) for one in condition.find("{*}conditionvar")):
            continue
        for one in condition.findall("{*}setvar"):
            found.share = Fraction(one.text) / 100
        found.told += [one.get("linkrefid") for one in condition.findall("{*}displayfeedback")]
        if condition.get("continue") != "Yes":
            break
    return found


def _holds(test: etree._Element, response: Response) -> bool:
    match etree.QName(test).localname:
        case "varequal":
            given = {one.strip() for one in response}
            if test.get("case") == "Yes":
                return test.text in given
            return (test.text or "").casefold() in {one.casefold() for one in given}
        case "not":
            return not any(_holds(one, response) for one in test)
        case "and":
            return all(_holds(one, response) for one in test)
        case "other":
            return True
        case unknown:
            raise ValueError(unknown)
