"""Tests as courses of Open edX: whole, with a bank for each question, and taken by a program that looks courses over."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from qbank.assembly.assemble import collect
from qbank.writers.build import write
from qbank.writers.output import Output
from tests.conftest import require
from tests.shipped import BANK

QUIZ = "value-function-warm-up"
MISSED = ("'start'", "'end'", "'course_image'", "grading_policy.json", "<itembank>")
"""What ``olxcleaner`` misses: what an instructor sets in Studio, and what is newer than it."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a test with three variants of each question."""
    folder = tmp_path_factory.mktemp("course")
    with Output(folder, replace=False) as output:
        write(collect([QUIZ], BANK, "course", 3), ["olx"], output)
    with tarfile.open(folder / f"{QUIZ}.tar.gz") as tarball:
        tarball.extractall(folder, filter="data")
    return folder / "course"


def read(file: Path) -> etree._Element:
    return etree.fromstring(file.read_bytes())


def test_every_part_of_a_course_is_there_and_has_a_name_of_its_own(course: Path) -> None:
    parts = sorted(path for path in course.glob("*/*.xml"))
    named = [(node.tag, node.get("url_name")) for path in parts for node in read(path) if node.get("url_name")]
    assert len({name for _, name in named}) == len(named)
    root = read(course / "course.xml")
    assert {course / tag / f"{name}.xml" for tag, name in [*named, (root.tag, root.get("url_name"))]} == set(parts)


def test_a_section_is_a_page_that_draws_one_variant_of_each_question(course: Path) -> None:
    first, second = (read(course / "vertical" / f"{QUIZ}-page-{number}.xml") for number in (1, 2))
    assert [node.tag for node in first] == ["html", "itembank"]
    assert [node.tag for node in second] == ["itembank", "itembank"]
    for page in (first, second):
        for bank in page.iter("itembank"):
            found = read(course / "itembank" / f"{bank.get('url_name')}.xml")
            assert (found.get("max_count"), len(found)) == ("1", 3)


def test_the_time_and_one_attempt_stand_in_the_subsection(course: Path) -> None:
    subsection = read(course / "sequential" / f"{QUIZ}-subsection.xml")
    assert (subsection.get("default_time_limit_minutes"), subsection.get("max_attempts")) == ("10", "1")
    assert read(course / "course" / f"{QUIZ}.xml").get("enable_timed_exams") == "true"


def test_a_program_that_looks_courses_over_finds_nothing_wrong(course: Path) -> None:
    cleaner = Path(os.environ.get("QBANK_OPEN_EDX", "")) / "bin" / "edx-cleaner"
    require(cleaner.exists(), "olxcleaner is not installed where QBANK_OPEN_EDX says")
    done = subprocess.run([cleaner, "-c", course, "-p", "8"], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("ERROR ", "WARNING "))]
    assert "Loaded from" in done.stdout
    assert [line for line in lines if not any(missed in line for missed in MISSED)] == []
