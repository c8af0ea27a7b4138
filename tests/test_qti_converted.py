"""What somebody else's converter makes of our QTI 3 is our QTI 2.1: each version checks the other.

``citolab-qti-convert`` is for development only, in an environment of its own, which QBANK_QTI_CONVERT names.
"""

import json
import os
import subprocess
from functools import cache
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from qbank.generation.program import program
from qbank.item import Item
from qbank.writers import qti21, qti30
from tests.conftest import require
from tests.example_interactions import EXAMPLES
from tests.test_qti_scores import BANK

PYTHON = Path(os.environ.get("QBANK_QTI_CONVERT", "")) / "bin" / "python"
CONVERT = """
import json, sys
from qti_convert import convert_qti3_to_qti21
converted = map(convert_qti3_to_qti21, json.load(sys.stdin))
json.dump([[one.xml, [warning.message for warning in one.warnings]] for one in converted], sys.stdout)
"""
NOT_IN_21 = ("external-scored", "use")
"""Attributes that the converter leaves out; of ``use`` the schema of QTI 2.1 knows."""
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


@cache
def questions() -> tuple[Item, ...]:
    """The examples and every shipped question."""
    shipped = [program(BANK.item(name)).item("qti", 0) for name in sorted(BANK.items)]
    return (*(item for name, item in EXAMPLES.items() if name != "expression-entry"), *shipped)


def bare(xml: str | bytes) -> str:
    """A document without blanks between its elements, and without what says where its schema is."""
    root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml)
    root.attrib.pop(INSTANCE, None)
    for element in root.iter(etree.Element):
        element.attrib.pop("use", None)
        element.text, element.tail = (element.text or "").strip(), (element.tail or "").strip()
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, method="c14n").decode())


def test_our_qti_3_converted_is_our_qti_21() -> None:
    require(PYTHON.exists(), "citolab-qti-convert is not installed where QBANK_QTI_CONVERT says")
    written = json.dumps([qti30.entry(item).xml.decode() for item in questions()])
    done = subprocess.run([PYTHON, "-c", CONVERT], input=written, capture_output=True, text=True, check=True)
    for item, (converted, warnings) in zip(questions(), json.loads(done.stdout), strict=True):
        assert [one for one in warnings if not any(f'"{name}"' in one for name in NOT_IN_21)] == [], item.name
        assert bare(converted) == bare(qti21.entry(item).xml), item.name
