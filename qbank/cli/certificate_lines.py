"""A certificate as lines of text."""

from textwrap import indent

from qbank.checking.certificate import Certificate, Finding, counts
from qbank.checking.command import show_command
from qbank.checking.separability import told as sentences
from qbank.cli.options import counted
from qbank.errors import Fault


def told(certificate: Certificate, named: str = "") -> str:
    """A certificate as it is printed: one line, then what is wrong, and what is rarely meant.

    Commands name the question as ``qbank show`` finds it: by its id, unless it is ``named`` otherwise.
    """
    verdict = "sound" if certificate.sound else counted(len(certificate.findings), "fault")
    verdict += f", {counted(len(certificate.warnings), 'warning')}" if certificate.warnings else ""
    lines = [f"{certificate.item}: {verdict}" + (f"; {counts(certificate)}" if certificate.space else "")]
    lines += fault_lines(certificate, named)
    for one in certificate.separability:
        lines += [indent(f"note on {one.part!r}: {sentence}", "  ") for sentence in sentences(one)]
    for warned in certificate.warnings:
        message = f"warning: {warned.fault.message} [{warned.name}]"
        lines.append(indent(str(warned.fault._replace(message=message)), "  "))
    return "\n".join(lines)


def fault_lines(certificate: Certificate, named: str = "") -> list[str]:
    """Each fault, with the draws that show it."""
    return [
        indent(one, "  ")
        for finding in certificate.findings
        for one in (str(_named_fault(finding)), *_shown_in(named or certificate.item, finding))
    ]


def _named_fault(finding: Finding) -> Fault:
    """A fault with its kind, unless it is a slip of the keyboard, or of whoever worked a draw by hand."""
    if finding.kind in ("authoring", "worked test"):
        return finding.fault
    return finding.fault._replace(message=f"{finding.fault.message} [{finding.kind}]")


def _shown_in(named: str, finding: Finding) -> list[str]:
    """In which draws something is wrong, what a student reads in the first of them, and the command that shows it."""
    if not finding.parameters:
        return []
    draw = ", ".join(f"{name} = {value}" for name, value in finding.parameters)
    if not finding.of:
        return [f"  in the draw {draw}"]
    share = f"  in {finding.draws:,} of {counted(finding.of, 'draw')}, the first: {draw}"
    roads = [f"  {road}" for road in finding.roads]
    stem = [indent(finding.stem, "    | ")] if finding.stem else []
    return [share, *roads, *stem, f"  see: {show_command(named, finding.parameters)}"]
