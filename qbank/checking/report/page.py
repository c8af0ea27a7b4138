"""The page itself: records of words, numbers and markup for the template, one for each certificate."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from markupsafe import Markup
from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, Finding, said
from qbank.checking.command import show_command, typed
from qbank.checking.comparison import Row, rows
from qbank.checking.report.bars import Histogram, histogram, places
from qbank.checking.report.portrait import Edge, Portrait
from qbank.checking.separability import Separability, told
from qbank.content import Text
from qbank.errors import DrawError, Fault, Undefined
from qbank.excerpt import excerpt
from qbank.generation.program import Program, program
from qbank.item import Item
from qbank.markup.html import WEB
from qbank.rl.arithmetic import Quantity
from qbank.wording import counted
from qbank.writers.environment import environment

NOTHING = Markup()
NOWHERE: Mapping[str, str] = MappingProxyType({})


class Told(Struct, frozen=True):
    """A fault or a warning: what, where, the line underlined, what to do; the draw that shows it, its stem, the command."""

    kind: str
    message: str
    where: str
    line: str
    hint: str
    draw: str = ""
    stem: Markup = NOTHING
    command: str = ""


class Column(Struct, frozen=True):
    """An extreme draw: in what it is extreme, its variant, and what a student reads."""

    names: str
    variant: int
    stem: Markup


class Comparison(Struct, frozen=True):
    """Draws side by side, and what they have."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Visibility(Struct, frozen=True):
    """A misconception of a part: in how many draws it is told from the key, and what it is never told from."""

    rule: str
    draws: str
    never: str


class Key(Struct, frozen=True):
    """How a key, or a quantity that is shown, was derived a second time: in how many draws and by which roads, or why not."""

    name: str
    derived: str
    roads: tuple[str, ...]


class Separated(Struct, frozen=True):
    """What the draws of a part tell apart, and what is remarkable about it."""

    part: str
    rules: tuple[Visibility, ...]
    remarks: tuple[str, ...]


class Section(Struct, frozen=True, kw_only=True):
    """What the page says of one question, or of one blueprint."""

    id: str
    title: str
    verdict: str
    sound: bool
    facts: tuple[tuple[str, str], ...] = ()
    keys: tuple[Key, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    faults: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    silenced: tuple[tuple[str, str], ...] = ()
    among: str = ""
    histograms: tuple[Histogram, ...] = ()
    comparison: Comparison | None = None
    separated: tuple[Separated, ...] = ()


def page(
    certificates: Sequence[Certificate],
    models: Mapping[str, ItemModel],
    portraits: Mapping[str, Portrait],
    loose: Mapping[str, str] = NOWHERE,
) -> str:
    """The page about certificates; ``models`` and ``portraits`` are those of questions that can be drawn.

    ``loose`` are the files of those which commands find by their file.
    """
    found = [
        section(one, models.get(one.item), portraits.get(one.item), loose.get(one.item, one.item))
        for one in certificates
    ]
    faulty = sum(not one.sound for one in found)
    summary = f"{counted(Fraction(len(found)), 'certificate')}, " + (
        f"{faulty:,} with faults" if faulty else "all sound"
    )
    warned = sum(len(one.warnings) for one in found)
    summary += f", {counted(Fraction(warned), 'warning')}" if warned else ""
    return environment().get_template("report/page.jinja").render(sections=found, summary=summary, language="en")


def section(certificate: Certificate, model: ItemModel | None, seen: Portrait | None, named: str) -> Section:
    """What is said of one certificate, whose question commands find as it is ``named``."""
    faults = len(certificate.findings)
    return Section(
        id=certificate.item,
        title=model.title if model else "",
        verdict=counted(Fraction(faults), "fault") if faults else "sound",
        sound=certificate.sound,
        facts=_facts(certificate) if certificate.space else (),
        keys=tuple(_key(name, derived) for name, derived in certificate.keys),
        excluded=tuple((said(cause), f"{count:,}") for cause, count in certificate.excluded.items() if count),
        faults=tuple(_finding(named, one, model) for one in certificate.findings),
        warnings=tuple(_told(one.name, one.fault) for one in certificate.warnings),
        silenced=certificate.silenced,
        among=_among(seen) if seen else "",
        histograms=_histograms(seen) if seen else (),
        comparison=_comparison(seen.edges) if seen and len(seen.edges) > 1 else None,
        separated=tuple(map(_separated, certificate.separability)),
    )


def _facts(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """What was counted and proved."""
    valid = f"{certificate.valid:,}" + ("" if certificate.counted else " offered")
    everything = f"exhaustive: all {certificate.proved:,} draws that the claims tell apart"
    part = f"sampled: {certificate.proved:,} draws, {100 * certificate.coverage:.2g} % of all, corners among them"
    return (
        ("Draws", f"{valid} of {certificate.space:,}"),
        ("Proof", everything if certificate.exhaustive else part),
        ("Variants looked at", f"{certificate.looked_at:,}"),
    )


def _key(name: str, derived: str) -> Key:
    """A key as a row of the table.

    >>> _key("target", "twice in 90 draws (td_target: a sum; td_error: a difference)")
    Key(name='target', derived='twice in 90 draws', roads=('td_target: a sum', 'td_error: a difference'))
    """
    how, _, roads = derived.partition(" (")
    return Key(name, how, tuple(roads.removesuffix(")").split("; ")))


def _finding(named: str, finding: Finding, model: ItemModel | None) -> Told:
    """A fault, with the stem of the first draw that shows it and the command that shows all of it."""
    if not finding.parameters:
        return _told(finding.kind, finding.fault)
    draw = ", ".join(f"{name} = {typed(value, ', ')}" for name, value in finding.parameters)
    share = f"in {finding.draws:,} of {finding.of:,} draws, the first: " if finding.of else ""
    stem = _stem(model, finding) if model else NOTHING
    command = show_command(named, finding.parameters)
    return _told(finding.kind, finding.fault, share + draw, stem, command)


def _told(kind: str, fault: Fault, draw: str = "", stem: Markup = NOTHING, command: str = "") -> Told:
    line = excerpt(fault.excerpt, fault.line, fault.column, fault.length) if fault.excerpt else ""
    return Told(kind, fault.message, fault.where, line, fault.hint, draw, stem, command)


def _stem(model: ItemModel, finding: Finding) -> Markup:
    """What a student reads in the draw of a finding; nothing where it has no value."""
    compiled = program(model)
    try:
        return _web(compiled.stem_at(_drawn(compiled, finding)))
    except (DrawError, Undefined):
        return NOTHING


def _drawn(compiled: Program, finding: Finding) -> dict[str, Quantity]:
    """The parameters of a finding, read back from their exact texts."""
    values = dict(finding.parameters)
    return {one.name: _read(values[one.name], words=isinstance(one.values[0], str)) for one in compiled.axes}


def _read(value: object, *, words: bool) -> Quantity:
    if isinstance(value, (list, tuple)):
        return tuple(_read(one, words=words) for one in value)
    return str(value) if words else Fraction(str(value))


def _web(text: Text) -> Markup:
    """A stem on the page; its gaps are told by the names of their parts."""
    return WEB.blocks(text, Gaps())


class Gaps(dict[str, Markup]):
    """A blank for each gap of a stem."""

    def __missing__(self, part: str) -> Markup:
        return Markup("<span class='blank'>{}</span>").format(part)

    def __bool__(self) -> bool:
        return True


def _among(seen: Portrait) -> str:
    if seen.looked_at == seen.variants:
        return f"all {seen.variants:,} variants"
    return f"{seen.looked_at:,} of {seen.variants:,} variants"


def _histograms(seen: Portrait) -> tuple[Histogram, ...]:
    spread = [histogram(one, seen.looked_at) for one in seen.spreads]
    return (*spread, *map(places, seen.positions))


def _comparison(edges: Sequence[Edge]) -> Comparison:
    items: list[Item] = [edge.item for edge in edges]
    columns = tuple(Column(", ".join(one.names), one.item.variant, _web(one.item.stem)) for one in edges)
    return Comparison(columns, tuple(row for row in rows(items) if not row.same))


def _separated(found: Separability) -> Separated:
    """The rules of a part, and what is remarkable about them."""
    never: dict[str, list[str]] = {}
    for one, other in found.same:
        never.setdefault(one, []).append(other)
        never.setdefault(other, []).append(one)
    rules = tuple(
        Visibility(one.rule, _share(one.draws, found.of), ", ".join(never.get(one.rule, ()))) for one in found.visible
    )
    at_once = f"{_share(found.at_once, found.of)} draws tell all rules apart that any draw does"
    return Separated(found.part, rules, (at_once, *told(found)))


def _share(draws: int, of: int) -> str:
    return f"all {of:,}" if draws == of else f"{draws:,} of {of:,}"
