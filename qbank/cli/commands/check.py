"""``qbank check``."""

import sys
from pathlib import Path

import click

from qbank.authoring.bank import Bank, load_file
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, Finding, certify
from qbank.cli.options import bank_option, json_option, open_bank, print_json
from qbank.errors import AuthoringError, Fault


@click.command("check")
@click.argument("sources", nargs=-1, metavar="[ID|FILE|FOLDER]...")
@bank_option
@json_option
def COMMAND(sources: tuple[str, ...], folders: tuple[Path, ...], *, as_json: bool) -> None:  # noqa: N802
    """Whether questions are sound: all of the bank, or those named; exit code 1 when one is not.

    Each question is compiled, its space of draws counted, its worked tests run, and fifty variants looked at.
    """
    certificates = [certify(model) for model in _models(sources, folders)]
    if as_json:
        print_json([_record(certificate) for certificate in certificates])
    else:
        for certificate in certificates:
            _print(certificate)
    sys.exit(0 if all(certificate.sound for certificate in certificates) else 1)


def _models(sources: tuple[str, ...], folders: tuple[Path, ...]) -> list[ItemModel]:
    if not sources:
        return [model for _, model in sorted(open_bank(folders).items.items())]
    models: list[ItemModel] = []
    faults: list[Fault] = []
    bank: Bank | None = None
    for source in sources:
        path = Path(source)
        try:
            if path.is_dir():
                models += [load_file(file) for file in sorted(path.rglob("*.yaml")) if _is_question(file)]
            elif path.suffix == ".yaml":
                models.append(load_file(path))
            else:
                bank = bank or open_bank(folders)
                models.append(bank.item(source))
        except AuthoringError as error:
            faults += error.faults
    if faults:
        raise AuthoringError(faults)
    return models


def _is_question(file: Path) -> bool:
    return file.name != "objectives.yaml" and "blueprints" not in file.parts


def _print(certificate: Certificate) -> None:
    verdict = "sound" if certificate.sound else f"{len(certificate.findings)} faults"
    excluded = ", ".join(f"{count:,} {cause}" for cause, count in certificate.excluded.items() if count)
    counted = f"{certificate.valid:,} of {certificate.space:,} draws" + (f" (excluded: {excluded})" if excluded else "")
    click.echo(f"{certificate.item}: {verdict}; {counted}; {certificate.looked_at} variants looked at")
    for finding in certificate.findings:
        draw = ", ".join(f"{name} = {value}" for name, value in finding.parameters)
        click.echo(f"  {finding.fault}" + (f"\n    in the draw {draw}" if draw else ""))


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
