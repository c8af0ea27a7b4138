"""``qbank check``."""

import sys
from pathlib import Path

import click

from qbank.assembly.assemble import assemble
from qbank.authoring.bank import BLUEPRINTS, Bank, is_blueprint, load_blueprint, load_file
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.references import OBJECTIVES
from qbank.checking.certificate import Certificate, Finding, certify
from qbank.cli.options import bank_option, counted, json_option, open_bank, print_json
from qbank.errors import AuthoringError, QbankError


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[ID|FILE|FOLDER]...")
@bank_option
@json_option
def COMMAND(sources: tuple[str, ...], folders: tuple[Path, ...], *, as_json: bool) -> None:  # noqa: N802
    """Whether questions are sound: all of the bank, or those named; exit code 1 when one is not.

    Each question is compiled, its space of draws counted, its worked tests run, and fifty variants looked at. A
    blueprint is put together once.
    """
    certificates = [one for source in sources for one in _named(source, folders)] if sources else _all(folders)
    if as_json:
        print_json([_record(certificate) for certificate in certificates])
    else:
        for certificate in certificates:
            _print(certificate)
    sys.exit(0 if all(certificate.sound for certificate in certificates) else 1)


def _all(folders: tuple[Path, ...]) -> list[Certificate]:
    """The certificates of the bank; of its faulty files alone when there are such."""
    try:
        bank = open_bank(folders)
        tests = [_met(blueprint, bank) for _, blueprint in sorted(bank.blueprints.items())]
        return [*(certify(model) for _, model in sorted(bank.items.items())), *tests]
    except AuthoringError as error:
        return _unread(error)


def _named(source: str, folders: tuple[Path, ...]) -> list[Certificate]:
    """The certificates of what one word of the command line means: a folder, a file, or a question's id."""
    path = Path(source)
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*.yaml")) if _is_question(file)]
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
        return _unread(error)


def _met(blueprint: Blueprint, bank: Bank) -> Certificate:
    """Whether a blueprint's questions can be found in the bank."""
    try:
        assemble(blueprint, bank, seed="check")
    except AuthoringError as error:
        return Certificate(blueprint.id, 0, 0, {}, 0, tuple(Finding("authoring", fault) for fault in error.faults))
    return Certificate(blueprint.id, 0, 0, {}, 0, ())


def _unread(error: AuthoringError) -> list[Certificate]:
    """Of files that cannot be read there is nothing but faults."""
    faults: dict[str, list[Finding]] = {}
    for fault in error.faults:
        faults.setdefault(fault.file, []).append(Finding("authoring", fault))
    return [Certificate(Path(file).stem, 0, 0, {}, 0, tuple(findings)) for file, findings in faults.items()]


def _is_question(file: Path) -> bool:
    return file.name != OBJECTIVES and BLUEPRINTS not in file.parts[:-1]


def _print(certificate: Certificate) -> None:
    verdict = "sound" if certificate.sound else counted(len(certificate.findings), "fault")
    click.echo(f"{certificate.item}: {verdict}" + (_counts(certificate) if certificate.space else ""))
    for finding in certificate.findings:
        draw = ", ".join(f"{name} = {value}" for name, value in finding.parameters)
        click.echo(f"  {finding.fault}" + (f"\n    in the draw {draw}" if draw else ""))


def _counts(certificate: Certificate) -> str:
    excluded = ", ".join(f"{count:,} {_said(cause)}" for cause, count in certificate.excluded.items() if count)
    offered = "" if certificate.counted else "offered "
    counts = f"; {certificate.valid:,} {offered}of {certificate.space:,} draws" + (
        f" (excluded: {excluded})" if excluded else ""
    )
    return f"{counts}; {counted(certificate.looked_at, 'variant')} looked at"


def _said(cause: str) -> str:
    """A condition is named as the condition that those draws do not fulfil."""
    return f"outside {cause!r}" if cause.startswith("where ") else cause


def _record(certificate: Certificate) -> dict[str, object]:
    return {
        "item": certificate.item,
        "space": certificate.space,
        "valid": certificate.valid,
        "excluded": certificate.excluded,
        "method": "sampled",
        "looked_at": certificate.looked_at,
        "faults": [_fault(finding) for finding in certificate.findings],
    }


def _fault(finding: Finding) -> dict[str, object]:
    fault = finding.fault
    where = f"{fault.file}:{fault.line}:{fault.column}"
    return {
        "kind": finding.kind,
        "parameters": dict(finding.parameters),
        "message": fault.message,
        "hint": fault.hint,
        "where": where,
    }
