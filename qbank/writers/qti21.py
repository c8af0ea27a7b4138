"""QTI 2.1 packages, for OpenOlat, OPAL and ONYX, TAO, Inspera and others (1EdTech, QTI 2.1 Assessment Test, Section and Item).

An importer that knows the questions by their identifiers replaces them; those do not change when a quiz is built again.
"""

from qbank.item import Item
from qbank.writers.qti import package
from qbank.writers.qti.names import NamesOf21
from qbank.writers.qti.packaged import packaged, version

VERSION = version("qti21.zip", NamesOf21)


def entry(item: Item) -> package.Entry:
    """One variant as it stands in a package."""
    return package.entry(item, VERSION)


FORMAT = packaged(
    "qti21",
    "QTI 2.1 package: a test that draws one variant of each question, for OpenOlat, ONYX, TAO, Inspera",
    VERSION,
    entry,
)
