"""What is said of responses that are known: each under an identifier that tells the misconception to whoever reads results."""

import re

from qbank.content import Text
from qbank.item import Known
from qbank.writers.qti.records import Place, Remark

ODD = re.compile(r"[^A-Za-z0-9_.-]")


class Remarks:
    """The remarks of a part, made one after the other; nothing is told of what is known without a word or a name."""

    def __init__(self, place: Place) -> None:
        self.own = place.own
        self.made: list[Remark] = []

    def on(self, feedback: Text, misconception: str | None) -> str:
        """The identifier of what is said of a known response; empty where nothing is."""
        if not (feedback or misconception):
            return ""
        name = ODD.sub("_", misconception or "remark")
        told = f"{self.own}{len(self.made) + 1}_{name}"
        self.made.append(Remark(told, feedback))
        return told

    def about(self, known: Known | None) -> str:
        """The same of what is known, if it is."""
        return "" if known is None else self.on(known.feedback, known.misconception)
