"""Moodle XML as Moodle's lib/xmlize.php reads it: blanks outside CDATA are lost at random, CDATA is kept whole."""

from dataclasses import dataclass, field
from xml.parsers import expat


class Fault(AssertionError):
    """What Moodle would refuse, lose or choke on."""


def ensure(condition: object, fault: str) -> None:
    """Raise the fault unless the condition holds."""
    if not condition:
        raise Fault(fault)


@dataclass
class Element:
    """An element: its text is what xmlize keeps of it."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, path: str) -> "Element | None":
        found: Element | None = self
        for name in path.split("/"):
            found = next(iter(found.all(name)), None) if found else None
        return found

    def text(self, path: str = "", default: str | None = None) -> str:
        """Trimmed text; of repeated elements the first counts."""
        found = self.first(path) if path else self
        if found is None:
            ensure(default is not None, f"<{self.name}> has no <{path}>")
            return default or ""
        ensure(not found.children, f"markup inside <{found.name}> without CDATA")
        return "".join(found.pieces).strip()


def read(xml: str) -> Element:
    """The root. Chunks of blanks outside CDATA are lost; CDATA is one chunk."""
    stack = [Element("", {})]
    section: list[str] | None = None
    parser = expat.ParserCreate()
    parser.buffer_text = False

    def start(name: str, attributes: dict[str, str]) -> None:
        stack[-1].children.append(Element(name, attributes))
        stack.append(stack[-1].children[-1])

    def data(chunk: str) -> None:
        if section is not None:
            section.append(chunk)
        elif chunk.strip():
            stack[-1].pieces.append(chunk)

    def open_section() -> None:
        nonlocal section
        section = []

    def close_section() -> None:
        nonlocal section
        if section is not None and (chunk := "".join(section)).strip():
            stack[-1].pieces.append(chunk)
        section = None

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = data
    parser.StartCdataSectionHandler = open_section
    parser.EndCdataSectionHandler = close_section
    parser.Parse(xml.encode(), True)
    return stack[0].children[0]
