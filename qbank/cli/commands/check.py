"""``qbank check``."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from msgspec import to_builtins

from qbank.assembly.assemble import assemble
from qbank.authoring.bank import Bank, is_blueprint, is_question, load_blueprint, load_file
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.schema import Draft, ItemModel
from qbank.checking.certificate import Certificate, unread
from qbank.checking.certificates import Asked
from qbank.checking.remembered import Remembered, blueprint_key
from qbank.cli.certificate_lines import told
from qbank.cli.certified import Entry, certified, painted
from qbank.cli.options import (
    bank_option,
    cache_folder,
    interrupted_when_ended,
    jobs_option,
    json_option,
    open_bank,
    open_survey,
    print_json,
)
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.writers.output import Output


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[ID|FILE|FOLDER]...")
@jobs_option
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page about it, too, with pictures of keys and extreme draws.",
)
@bank_option
@json_option
def COMMAND(  # noqa: N802
    sources: tuple[str, ...], folders: tuple[Path, ...], *, jobs: int, report: Path | None, as_json: bool
) -> None:
    """Whether questions are sound: all of the bank, or those named; exit code 1 when one is not.

    Each question is compiled, its space of draws counted, what must hold is proved of every draw, its keys are derived
    a second time, its worked tests run, and fifty variants looked at. A blueprint is put together once. What did not
    change since is remembered.
    """
    interrupted_when_ended()
    entries = [one for source in sources for one in _named(source, folders)] if sources else _all(folders)
    loose = _loose(entries) if folders or any(map(_is_path, sources)) else {}
    certificates = []
    for certificate in certified(entries, jobs):
        certificates.append(certificate)
        if not as_json:
            click.echo(told(certificate, loose.get(certificate.item, "")))
    if as_json:
        print_json([_record(certificate) for certificate in certificates])
    if report is not None:
        _write_report(report, entries, certificates, jobs, loose)
    sys.exit(0 if all(certificate.sound for certificate in certificates) else 1)


def _write_report(
    file: Path, entries: list[Entry], certificates: list[Certificate], jobs: int, loose: Mapping[str, str]
) -> None:
    """The page about certificates, whole or not at all."""
    from qbank.checking.report.page import page  # with jinja2, which nothing else here needs

    drawable = {one.item for one in certificates if one.space}
    asked = [one for one in entries if isinstance(one, Asked) and one.model.id in drawable]
    models = {one.model.id: one.model for one in asked if isinstance(one.model, ItemModel)}
    written = page(certificates, models, painted(asked, jobs), loose)
    with Output(file.parent, replace=True) as output:
        output.write(file.name, written)


def _loose(entries: Sequence[Entry]) -> dict[str, str]:
    """The files of questions: ``qbank show`` finds those by it that need not be in the bank that it opens."""
    return {one.model.id: one.model.origin.file for one in entries if isinstance(one, Asked)}


def _is_path(source: str) -> bool:
    """Whether a word of the command line is a folder or a file, and no id."""
    return Path(source).suffix == ".yaml" or Path(source).is_dir()


def _all(folders: tuple[Path, ...]) -> list[Entry]:
    """Every question of the bank, sound or not, its blueprints, and what else is faulty in it."""
    found = open_survey(folders)
    by_file: dict[str, list[Fault]] = {}
    for fault in found.faults:
        by_file.setdefault(fault.file, []).append(fault)
    files: list[ItemModel | Draft] = [*found.bank.items.values(), *found.drafts]
    questions = [
        Asked(one, tuple(by_file.pop(one.origin.file, [])))
        for one in sorted(files, key=lambda one: (one.id, one.origin.file))
    ]
    blueprints = found.bank.blueprints.items()
    tests = [_met(one, found.bank) for _, one in sorted(blueprints) if not by_file and one.origin.file not in by_file]
    return [*questions, *tests, *(unread(Path(file).stem, faults) for file, faults in by_file.items())]


def _named(source: str, folders: tuple[Path, ...]) -> list[Entry]:
    """What one word of the command line means: a folder, a file, or a question's id."""
    path = Path(source)
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*.yaml")) if is_question(file)]
        if not files:
            raise QbankError(f"there is no question in the folder {source!r}")
        return [one for file in files for one in _of_file(file, folders)]
    if path.suffix == ".yaml":
        return _of_file(path, folders)
    bank = open_bank(folders)
    return [_met(bank.blueprints[source], bank) if source in bank.blueprints else Asked(bank.item(source))]


def _of_file(file: Path, folders: tuple[Path, ...]) -> list[Entry]:
    try:
        if is_blueprint(file):
            bank = open_bank(folders)
            return [_met(load_blueprint(file, bank), bank)]
        return [Asked(load_file(file))]
    except AuthoringError as error:
        return [unread(file.stem, error.faults)]


def _met(blueprint: Blueprint, bank: Bank) -> Certificate:
    """Whether a blueprint's questions can be found in the bank."""
    remembered, key = Remembered(cache_folder()), blueprint_key(blueprint, bank)
    if known := remembered.recall(Certificate, key):
        return known
    try:
        assemble(blueprint, bank, seed="check")
    except AuthoringError as error:
        return unread(blueprint.id, error.faults)
    remembered.keep(key, sound := unread(blueprint.id, []))
    return sound


def _record(certificate: Certificate) -> dict[str, object]:
    return {
        "item": certificate.item,
        "space": certificate.space,
        "valid": certificate.valid,
        "excluded": certificate.excluded,
        "method": "exhaustive" if certificate.exhaustive else "sampled",
        "coverage": certificate.coverage,
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
