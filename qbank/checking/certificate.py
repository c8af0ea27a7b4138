"""``qbank check``: one certificate for each question.

A certificate counts the space of draws exactly, proves what is claimed of the question over all of them, runs the author's
worked tests, and looks at fifty variants as a student gets them.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from fractions import Fraction

from msgspec import Struct

from qbank.authoring.bank import Survey
from qbank.authoring.schema import Draft, ItemModel
from qbank.checking.lines.derived import WrongLine, derived_lines
from qbank.checking.lines.told import line_fault
from qbank.checking.lines.written import LineClaim, line_claims
from qbank.checking.losses import Loss, losses
from qbank.checking.openings import opened, opened_at
from qbank.checking.proofs import Progress, Proof, Refuted, prove
from qbank.checking.separability import Separability, separability
from qbank.checking.sweep import whole
from qbank.checking.twice.derive import Derived, Differing, derived_again
from qbank.checking.variants import variant_faults
from qbank.checking.warnings.given import Warned, warnings
from qbank.checking.warnings.look import Look
from qbank.checking.worked import derivation, name_faults, worked_faults
from qbank.content import plain
from qbank.errors import AuthoringError, DrawError, Fault, Undefined
from qbank.generation.program import Program, faults_besides, program
from qbank.item import Item, exact_text
from qbank.question_types.options import IDLE_CHOICE
from qbank.question_types.question_type import Path
from qbank.question_types.tolerances import KIND as TOLERANCE
from qbank.rl.arithmetic import Quantity
from qbank.term import symbols
from qbank.wording import counted

SEED = "check"
VARIANTS = 50
UNDRAWABLE, WITHOUT_VALUE = "undrawable", "no value"


class Finding(Struct, frozen=True):
    """What is wrong, in which draw (empty when in all), and where in the file.

    ``draws`` says in how many of ``of`` draws it is so, where that is known; ``stem`` is what the student reads in that draw.
    """

    kind: str
    fault: Fault
    parameters: tuple[tuple[str, object], ...] = ()
    draws: int = 0
    of: int = 0
    stem: str = ""
    roads: tuple[str, ...] = ()
    """How a number comes about on each of two roads that differ."""


class Certificate(Struct, frozen=True):
    """What was found of one question. ``valid`` of ``space`` draws can be served; ``excluded`` counts the others by cause.

    Where the space is too large to go through (``counted`` is False), ``valid`` is how many different draws are offered.
    """

    item: str
    space: int
    valid: int
    excluded: dict[str, int]
    looked_at: int
    findings: tuple[Finding, ...]
    counted: bool = True
    proved: int = 0
    """In so many draws what is claimed was proved; all there are when the certificate is ``exhaustive``."""
    exhaustive: bool = True
    coverage: float = 1.0
    """Which share of the draws the proofs went through, at least."""
    keys: tuple[tuple[str, str], ...] = ()
    """For each key, by its part, and for each quantity that is shown: ``twice`` or ``once``, with the second road."""
    separability: tuple[Separability, ...] = ()
    warnings: tuple[Warned, ...] = ()
    silenced: tuple[tuple[str, str], ...] = ()
    """Warnings that are not given, each with the author's reason."""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def certify(
    model: ItemModel | Draft, besides: Sequence[Fault] = (), progress: Progress = lambda _: None
) -> Certificate:
    """Check one question: that it compiles, its worked tests, and fifty of its variants.

    ``besides`` is what is wrong with it in its bank. Of a draft there is nothing but faults.
    """
    if isinstance(model, Draft):
        return unread(model.id, [*besides, *draft_faults(model)])
    try:
        compiled = program(model)
    except AuthoringError as error:
        faults = [opened_at(fault, model) for fault in error.faults]
        return unread(model.id, [*besides, *faults, *name_faults(model, frozenset())])
    return _certified(compiled, besides, progress)


def _certified(compiled: Program, besides: Sequence[Fault], progress: Progress) -> Certificate:
    """The certificate of what can be drawn."""
    model = compiled.model
    space, looked_at = compiled.space, min(VARIANTS, compiled.space.count)
    findings = [Finding("authoring", fault) for fault in besides]
    findings += [Finding("worked test", fault) for fault in worked_faults(compiled)]
    lost, proof = list(losses(compiled)), prove(compiled, [*compiled.claims, *line_claims(compiled)], progress)
    findings += [_lost(compiled, loss) for loss in lost]
    faults = list(_faulty(compiled, proof, {loss.path for loss in lost}))
    findings += [_refuted(compiled, one) for one in faults]
    numbers = derived_again(compiled)
    findings += [_disagreeing(compiled, one, one.worst) for one in numbers if one.worst is not None]
    findings += [_of_derivation(compiled, one) for one in derived_lines(compiled)]
    items, in_variants = _in_variants(compiled, looked_at)
    if any(one.claim.kind == WITHOUT_VALUE for one in faults):  # it has been told why they cannot be drawn
        in_variants = [finding for finding in in_variants if finding.kind != UNDRAWABLE]
    return Certificate(
        item=model.id,
        space=space.total,
        valid=space.count,
        excluded=space.excluded,
        looked_at=looked_at,
        findings=tuple(findings + in_variants),
        counted=space.exhaustive,
        proved=proof.looked_at,
        exhaustive=proof.exhaustive,
        coverage=float(f"{float(proof.coverage):.3g}"),
        keys=tuple((one.name, one.said) for one in numbers),
        separability=separability(compiled),
        warnings=warnings(Look(compiled, items), _remarks(compiled, proof, faults)) if items else (),
        silenced=tuple(model.allow.items()),
    )


def unread(item: str, faults: Iterable[Fault]) -> Certificate:
    """The certificate of what cannot be drawn."""
    found = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column))
    findings = tuple(Finding("authoring", fault) for fault in found)
    return Certificate(item, 0, 0, {}, 0, findings, coverage=0.0)


def draft_faults(draft: Draft) -> list[Fault]:
    """All that is wrong with a faulty file: with its form, and with what its well-formed fields say."""
    if draft.model is None:
        return list(draft.faults)
    within = faults_besides(draft.model, draft.unread) + name_faults(draft.model, draft.unread)
    return sorted([*draft.faults, *within], key=lambda fault: (fault.line, fault.column))


def survey_faults(found: Survey) -> list[Fault]:
    """All that is wrong with a faulty bank, file by file."""
    faults = [*found.faults, *(fault for draft in found.drafts for fault in draft_faults(draft))]
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line, fault.column))


def counts(certificate: Certificate) -> str:
    """How many draws there are, what the others are excluded by, and how they were looked at, in one line.

    >>> counts(Certificate("td", 90, 80, {"where r > 0": 10}, 50, (), proved=80, exhaustive=True))
    "80 of 90 draws (excluded: 10 outside 'where r > 0'); proved for all of them; 50 variants looked at"
    """
    about = "" if certificate.counted else "about "
    excluded = ", ".join(f"{about}{count:,} {said(cause)}" for cause, count in certificate.excluded.items() if count)
    offered = "" if certificate.counted else "offered "
    draws = f"{certificate.valid:,} {offered}of {certificate.space:,} draws"
    draws += f" (excluded: {excluded})" if excluded else ""
    share = f"{100 * certificate.coverage:.2g} %"
    sampled = f"sampled: proved for {certificate.proved:,} of them ({share}), corners among them"
    proved = "proved for all of them" if certificate.exhaustive else sampled
    return f"{draws}; {proved}; {_once(certificate)}{counted(Fraction(certificate.looked_at), 'variant')} looked at"


def _once(certificate: Certificate) -> str:
    """The keys that were not derived a second time, and why."""
    once = [(name, said) for name, said in certificate.keys if said.startswith("once ")]
    return "".join(f"key once: {name} {said.removeprefix('once ')}; " for name, said in once)


def said(cause: str) -> str:
    """A condition is named as the condition that those draws do not fulfil."""
    return f"outside {cause!r}" if cause.startswith("where ") else cause


def _in_variants(compiled: Program, looked_at: int) -> tuple[tuple[Item, ...], list[Finding]]:
    """The first variants, and the first draw that shows each kind of fault."""
    found: dict[str, Finding] = {}
    items = tuple(_items(compiled, looked_at, found))
    for item, message in variant_faults(items):
        kind, _, said = message.partition(": ")
        found.setdefault(kind, Finding(kind, _fault(compiled, said), _parameters(dict(item.parameters))))
    return items, list(found.values())


def _items(compiled: Program, looked_at: int, found: dict[str, Finding]) -> Iterable[Item]:
    """The first variants, together where all of them can be drawn."""
    try:
        yield from list(compiled.items(SEED, range(looked_at)))
    except (DrawError, Undefined):
        yield from _drawable(compiled, looked_at, found)


def _drawable(compiled: Program, looked_at: int, found: dict[str, Finding]) -> Iterator[Item]:
    for variant in range(looked_at):
        try:
            yield compiled.item(SEED, variant)
        except (DrawError, Undefined) as error:
            found.setdefault(UNDRAWABLE, Finding(UNDRAWABLE, _fault(compiled, str(error))))


def _faulty(compiled: Program, proof: Proof, lost: Set[Path]) -> Iterator[Refuted]:
    """The faults that a proof found, and none that follows from another one: of what holds nowhere at one place the first,
    and no idle choices of parts for whose sake draws are ``lost``."""
    nowhere: set[Path] = set()
    for one in proof.refuted:
        claim = one.claim
        follows = claim.path in nowhere or (claim.kind == IDLE_CHOICE and claim.path[:2] in lost)
        if not (claim.warns or claim.allowed in compiled.model.allow or (claim.somewhere and follows)):
            yield one
        if claim.somewhere and claim.at is None:
            nowhere.add(claim.path)


def _remarks(compiled: Program, proof: Proof, faults: Sequence[Refuted]) -> list[Warned]:
    """What a proof warns of, and what the question allows; nothing of what is a fault at the same place."""
    told = {(one.claim.kind, one.claim.path) for one in faults}
    named = [one for one in proof.refuted if one.claim.allowed and (one.claim.kind, one.claim.path) not in told]
    return [Warned(one.claim.allowed, _warned(compiled, one)) for one in named]


def _refuted(compiled: Program, refuted: Refuted) -> Finding:
    """A claim that does not hold, with the first draw that shows it."""
    claim = refuted.claim
    fault = (
        line_fault(compiled, claim.line, refuted.first)
        if isinstance(claim, LineClaim)
        else compiled.model.origin.fault(claim.path, claim.message, claim.hint, *(claim.at or ()))
    )
    fault = opened(fault, compiled.model, claim.path) if claim.kind == TOLERANCE else fault
    if claim.somewhere or not any(map(symbols, claim.terms)):
        return Finding(claim.kind, fault)
    stem = _stem(compiled, refuted.first)
    return Finding(claim.kind, fault, _parameters(refuted.first), refuted.draws, refuted.of, stem)


def _lost(compiled: Program, loss: Loss) -> Finding:
    """Too many draws that cannot be served, with the first of them."""
    draw = whole(compiled, loss.first)
    return Finding("lost draws", loss.fault, _parameters(draw), loss.lost, loss.of, _stem(compiled, draw))


def _parameters(draw: dict[str, Quantity]) -> tuple[tuple[str, object], ...]:
    return tuple((name, exact_text(value)) for name, value in draw.items())


def _warned(compiled: Program, refuted: Refuted) -> Fault:
    """What is rarely meant, and in how many draws it is so."""
    claim = refuted.claim
    message = claim.message if claim.somewhere else f"{claim.message}, in {refuted.draws:,} of {refuted.of:,} draws"
    return compiled.model.origin.fault(claim.path, message, claim.hint, *(claim.at or ()))


def _of_derivation(compiled: Program, wrong: WrongLine) -> Finding:
    """A derived line that does not hold as it is printed."""
    fault = compiled.model.origin.fault(wrong.path, wrong.message)
    parameters = tuple((name, exact_text(value)) for name, value in wrong.first.items())
    return Finding(wrong.kind, fault, parameters, wrong.draws, wrong.of, _stem(compiled, wrong.first))


def _disagreeing(compiled: Program, number: Derived, differing: Differing) -> Finding:
    """A number that comes out otherwise on the second road, with both derivations in the first draw that shows it."""
    rounded = ", ".join(f"{name} = {value}" for name, value in differing.displayed.items())
    what = f"what the page shows, {rounded}" if rounded else "a second road"
    message = f"{number.name!r} is {differing.first}, but {differing.second} by {what}"
    hint = "show it exactly, or with more decimals" if rounded else ""
    worked = derivation(compiled, differing.draw, number.claimed.term) or differing.first
    roads = f"first road: {worked}", f"second road: {differing.second}, by {differing.road}"
    parameters = tuple((name, exact_text(value)) for name, value in differing.draw.items())
    fault = compiled.model.origin.fault(number.claimed.path, message, hint)
    stem = _stem(compiled, differing.draw)
    return Finding("key disagrees", fault, parameters, number.differing, number.looked_at, stem, roads)


def _stem(compiled: Program, parameters: dict[str, Quantity]) -> str:
    """What a student reads in a draw; empty where it has no value."""
    try:
        return plain(compiled.stem_at(parameters))
    except (DrawError, Undefined):
        return ""


def _fault(compiled: Program, message: str) -> Fault:
    return compiled.model.origin.fault(("parts",), message)
