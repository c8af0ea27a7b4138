"""A small Blackboard: it reads a package of pools as Blackboard exports them, and grades as its help page describes.

Numbers lie between two ends, both included. Of several choices all must be right, or with partial credit each chosen option adds
its share, which may be negative where that is allowed, and the question is worth nothing at least. Pairs add their shares, or
must all be right; steps likewise, each in its place. ``Fault`` (in ``moodle_reader``) is raised where a package is not sound.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from tests.moodle_reader import ensure

BB = "{http://www.blackboard.com/content-packaging/}"
TYPES = {"Numeric", "Fill in the Blank", "Essay", "Multiple Choice", "Multiple Answer", "Ordering", "Matching"}


@dataclass
class Question:
    """A question of a pool."""

    item: etree._Element
    type: str = ""
    title: str = ""
    points: float = 0.0
    partial: bool = False
    negative: bool = False
    notes: str = ""
    text: str = ""
    feedback: str = ""
    told: dict[str, str] = field(default_factory=dict)

    def texts(self, path: str) -> list[str]:
        return [node.text or "" for node in self.item.iterfind(path)]

    @property
    def options(self) -> list[tuple[str, str]]:
        """The ident and the text of each option or step."""
        found = self.item.iterfind(".//response_lid[@ident='response']//response_label")
        return [(label.get("ident"), label.findtext(".//mat_formattedtext") or "") for label in found]

    def share(self, ident: str) -> float:
        (found,) = self.item.xpath(f".//respcondition[conditionvar/varequal[@respident='{ident}']]/setvar")
        return float(found.text) / 100

    def right(self) -> list[str]:
        path = ".//respcondition[@title='correct']/conditionvar"
        return self.texts(f"{path}/varequal") + self.texts(f"{path}/and/varequal") + self.texts(f"{path}/or/varequal")

    def grade(self, response: object) -> float | None:
        """The share of the points that a response earns; None for an essay."""
        match self.type, response:
            case "Numeric", float():
                least, greatest = (float(self.item.findtext(f".//{name}") or "") for name in ("vargte", "varlte"))
                return float(least <= response <= greatest)
            case "Fill in the Blank", str():
                return float(self._typed(response))
            case "Multiple Choice", int():
                ident = self.options[response][0]
                return 1.0 if ident in self.right() else self.share(ident) if self.partial else 0.0
            case "Multiple Answer", frozenset():
                chosen = [self.options[place][0] for place in response]
                if not self.partial:
                    return float(sorted(chosen) == sorted(self.right()))
                shares = [max(self.share(ident), -1.0 if self.negative else 0.0) for ident in chosen]
                return min(1.0, max(0.0, sum(shares)))
            case "Ordering", list():
                right, steps = self.right(), [ident for ident, _ in self.options]
                placed = [steps[place] == ident for place, ident in zip(response, right, strict=True)]
                return sum(placed) / len(placed) if self.partial else float(all(placed))
            case "Matching", list():
                return self._matched(response)
            case _:
                return None

    def _typed(self, response: str) -> bool:
        for node in self.item.iterfind(".//respcondition[@title='correct']/conditionvar/or/*"):
            if node.tag == "varsubset" and re.fullmatch(node.text or "", response):
                return True
            if node.tag == "varequal" and node.text == response.strip():
                return True
            if (
                node.tag == "varequal"
                and node.get("case") == "No"
                and node.text.casefold() == response.strip().casefold()
            ):
                return True
        return False

    def _matched(self, response: list[int]) -> float:
        """For each source the place of the chosen target."""
        rows = self.item.findall(".//flow[@class='RESPONSE_BLOCK']/flow/response_lid")
        earned, whole = 0.0, 0.0
        right = 0
        for row, place in zip(rows, response, strict=True):
            labels = [label.get("ident") for label in row.iterfind(".//response_label")]
            (condition,) = self.item.xpath(f".//respcondition[conditionvar/varequal[@respident='{row.get('ident')}']]")
            share = float(condition.find("setvar[@PartialCreditPercent]").text)
            whole += share
            if labels[place] == condition.findtext("conditionvar/varequal"):
                earned, right = earned + share, right + 1
        ensure(abs(whole - 100) < 1e-9, "the shares of pairs are not a hundred together")
        return earned / 100 if self.partial else float(right == len(rows))


@dataclass
class Package:
    """The pools of a package by title, and its files."""

    pools: dict[str, list[Question]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def read(data: bytes) -> Package:
    """A package; every file that is named is there, and every one that is there is named."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    package = Package(files=archive.namelist())
    ensure(".bb-package-info" in package.files, "no package info")
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    resources = manifest.findall("resources/resource")
    dats = [resource.get(f"{BB}file") for resource in resources]
    ensure(
        sorted(dats) == [name for name in sorted(package.files) if name.endswith(".dat")], f"the manifest names {dats}"
    )
    numbers: list[str] = []
    for resource in resources:
        root = etree.fromstring(archive.read(resource.get(f"{BB}file")))
        if resource.get("type") != "assessment/x-bb-qti-pool":
            continue
        ensure(root[0].get("title") == resource.get(f"{BB}title"), "two titles of one pool")
        numbers += [node.text for node in root.iter("bbmd_asi_object_id")]
        package.pools[root[0].get("title")] = [_question(item, package.files) for item in root.iter("item")]
    ensure(len(set(numbers)) == len(numbers) and all(re.fullmatch(r"_\d+_1", one) for one in numbers), "object ids")
    return package


def _question(item: etree._Element, files: list[str]) -> Question:
    meta = {node.tag: node.text or "" for node in item.find("itemmetadata")}
    question = Question(item, meta["bbmd_questiontype"], item.get("title"), float(meta["qmd_absolutescore_max"]))
    ensure(question.type in TYPES, f"no type {question.type!r}")
    question.partial = meta["bbmd_partialcredit"] == "true"
    question.negative = meta["bbmd_negative_points_ind"] != "N"
    question.notes = meta["qmd_instructornotes"]
    question.text = item.findtext(".//flow[@class='QUESTION_BLOCK']//mat_formattedtext") or ""
    for feedback in item.iterfind("itemfeedback"):
        question.told[feedback.get("ident")] = feedback.findtext(".//mat_formattedtext") or ""
    question.feedback = question.told["incorrect"]
    for text in item.iter("mat_formattedtext"):
        etree.fromstring(f"<div>{text.text or ''}</div>")
        for number in re.findall(r"bbcswebdav/(xid-\d+_1)", text.text or ""):
            ensure([name for name in files if f"__{number}.png" in name], f"no file {number}")
    labels = [label.get("ident") for label in item.iter("response_label")]
    ensure(len(set(labels)) == len(labels), "two options have one ident")
    return question
