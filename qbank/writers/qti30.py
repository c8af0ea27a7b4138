"""QTI 3.0 packages, for TAO 3 and newer platforms (1EdTech, QTI 3.0 Assessment Test, Section and Item).

An importer that knows the questions by their identifiers replaces them; those do not change when a quiz is built again.
"""

from qbank.item import Item
from qbank.writers.filled import Filled
from qbank.writers.qti import package
from qbank.writers.qti.packaged import packaged, version

VERSION = version("qti30.zip", Filled)


def entry(item: Item) -> package.Entry:
    """One variant as it stands in a package."""
    return package.entry(item, VERSION)


FORMAT = packaged(
    "qti30",
    "QTI 3.0 package: a test that draws one variant of each question, for TAO and newer platforms",
    VERSION,
    entry,
)
