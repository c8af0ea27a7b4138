"""``qbank check``."""

import sys
from pathlib import Path
from shlex import quote
from textwrap import indent

import click
from msgspec import to_builtins

from qbank.assembly.assemble import assemble
from qbank.authoring.bank import Bank, is_blueprint, is_question, load_blueprint, load_file
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.schema import Draft, ItemModel
from qbank.checking.certificate import Certificate, Finding, certify, counts, unread
from qbank.checking.separability import told as sentences
from qbank.cli.options import bank_option, counted, json_option, open_bank, open_survey, print_json
from qbank.errors import AuthoringError, Fault, QbankError


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[ID|FILE|FOLDER]...")
@bank_option
@json_option
def COMMAND(sources: tuple[str, ...], folders: tuple[Path, ...], *, as_json: bool) -> None:  # noqa: N802
    """Whether questions are sound: all of the bank, or those named; exit code 1 when one is not.

    Each question is compiled, its space of draws counted, what must hold is proved of every draw, its keys are derived
    a second time, its worked tests run, and fifty variants looked at. A blueprint is put together once.
    """
    certificates = [one for source in sources for one in _named(source, folders)] if sources else _all(folders)
    if as_json:
        print_json([_record(certificate) for certificate in certificates])
    else:
        for certificate in certificates:
            click.echo(told(certificate))
    sys.exit(0 if all(certificate.sound for certificate in certificates) else 1)


def _all(folders: tuple[Path, ...]) -> list[Certificate]:
    """The certificates of every question of the bank, sound or not, of its blueprints, and of what else is faulty in it."""
    found = open_survey(folders)
    by_file: dict[str, list[Fault]] = {}
    for fault in found.faults:
        by_file.setdefault(fault.file, []).append(fault)
    files: list[ItemModel | Draft] = [*found.bank.items.values(), *found.drafts]
    questions = [
        certify(one, by_file.pop(one.origin.file, []))
        for one in sorted(files, key=lambda one: (one.id, one.origin.file))
    ]
    blueprints = found.bank.blueprints.items()
    tests = [_met(one, found.bank) for _, one in sorted(blueprints) if not by_file and one.origin.file not in by_file]
    return [*questions, *tests, *(unread(Path(file).stem, faults) for file, faults in by_file.items())]


def _named(source: str, folders: tuple[Path, ...]) -> list[Certificate]:
    """The certificates of what one word of the command line means: a folder, a file, or a question's id."""
    path = Path(source)
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*.yaml")) if is_question(file)]
        if not files:
            raise QbankError(f"there is no question in the folder {source!r}")
        return [one for file in files for one in _of_file(file, folders)]
    if path.suffix == ".yaml":
        return _of_file(path, folders)
    bank = open_bank(folders)
    return [_met(bank.blueprints[source], bank) if source in bank.blueprints else certify(bank.item(source))]


def _of_file(file: Path, folders: tuple[Path, ...]) -> list[Certificate]:
    try:
        if is_blueprint(file):
            bank = open_bank(folders)
            return [_met(load_blueprint(file, bank), bank)]
        return [certify(load_file(file))]
    except AuthoringError as error:
        return [unread(file.stem, error.faults)]


def _met(blueprint: Blueprint, bank: Bank) -> Certificate:
    """Whether a blueprint's questions can be found in the bank."""
    try:
        assemble(blueprint, bank, seed="check")
    except AuthoringError as error:
        return unread(blueprint.id, error.faults)
    return unread(blueprint.id, [])


def told(certificate: Certificate) -> str:
    """A certificate as it is printed: one line, then what is wrong, and what is rarely meant."""
    verdict = "sound" if certificate.sound else counted(len(certificate.findings), "fault")
    verdict += f", {counted(len(certificate.warnings), 'warning')}" if certificate.warnings else ""
    lines = [f"{certificate.item}: {verdict}" + (f"; {counts(certificate)}" if certificate.space else "")]
    for finding in certificate.findings:
        lines += [indent(one, "  ") for one in (str(_named_fault(finding)), *_shown_in(certificate.item, finding))]
    for one in certificate.separability:
        lines += [indent(f"note on {one.part!r}: {sentence}", "  ") for sentence in sentences(one)]
    for warned in certificate.warnings:
        message = f"warning: {warned.fault.message} [{warned.name}]"
        lines.append(indent(str(warned.fault._replace(message=message)), "  "))
    return "\n".join(lines)


def _named_fault(finding: Finding) -> Fault:
    """A fault with its kind, unless it is a slip of the keyboard, or of whoever worked a draw by hand."""
    if finding.kind in ("authoring", "worked test"):
        return finding.fault
    return finding.fault._replace(message=f"{finding.fault.message} [{finding.kind}]")


def _shown_in(item: str, finding: Finding) -> list[str]:
    """In which draws something is wrong, what a student reads in the first of them, and the command that shows it."""
    if not finding.parameters:
        return []
    draw = ", ".join(f"{name} = {value}" for name, value in finding.parameters)
    if not finding.of:
        return [f"  in the draw {draw}"]
    changes = " ".join(f"--set {quote(f'{name}={_typed(value)}')}" for name, value in finding.parameters)
    share = f"  in {finding.draws:,} of {counted(finding.of, 'draw')}, the first: {draw}"
    roads = [f"  {road}" for road in finding.roads]
    stem = [indent(finding.stem, "    | ")] if finding.stem else []
    return [share, *roads, *stem, f"  see: qbank show {item} {changes}"]


def _typed(value: object) -> str:
    """A parameter's value as ``--set`` takes it."""
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _record(certificate: Certificate) -> dict[str, object]:
    return {
        "item": certificate.item,
        "space": certificate.space,
        "valid": certificate.valid,
        "excluded": certificate.excluded,
        "method": "exhaustive" if certificate.exhaustive else "sampled",
        "coverage": float(f"{float(certificate.coverage):.3g}"),
        "proved": certificate.proved,
        "keys": dict(certificate.keys),
        "looked_at": certificate.looked_at,
        "faults": [
            {
                "kind": finding.kind,
                "parameters": dict(finding.parameters),
                "draws": finding.draws,
                "roads": list(finding.roads),
                **_fault(finding.fault),
            }
            for finding in certificate.findings
        ],
        "separability": [to_builtins(one) for one in certificate.separability],
        "warnings": [{"name": warned.name, **_fault(warned.fault)} for warned in certificate.warnings],
        "silenced": dict(certificate.silenced),
    }


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "message": fault.message,
        "hint": fault.hint,
        "where": f"{fault.file}:{fault.line}:{fault.column}",
        "length": fault.length,
        "excerpt": fault.excerpt,
    }
