"""The schemas that QTI files are checked against, each compiled once in a test run."""

import os
from functools import cache
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

FOLDER = Path(os.environ.get("QBANK_SCHEMAS", ""))
ROOTS = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": "qti2x/qtiv2p1p1/imsqti_v2p1p1.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1": "cp_md/imscp_v1p1.xsd",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": "qti30/imsqti_asiv3p0_v1p0.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1": "qti30/imsqtiv3p0_imscpv1p2_v1p0.xsd",
}
"""The schema of each namespace."""


@cache
def schema(namespace: str) -> etree.XMLSchema:
    """The compiled schema of a namespace."""
    return etree.XMLSchema(etree.parse(str(FOLDER / ROOTS[namespace])))


def faults(xml: bytes) -> list[str]:
    """What a schema finds wrong with a file, which says itself by its namespace what it is."""
    document = etree.fromstring(xml)
    checked = schema(etree.QName(document).namespace)
    return [] if checked.validate(document) else [f"{one.line}: {one.message}" for one in checked.error_log]
