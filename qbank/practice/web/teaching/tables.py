"""Tables for spreadsheets: CSV of which no cell is run, with the mark by which spreadsheets know UTF-8."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from qbank.practice.web.rooms import Download
from qbank.writers.spreadsheet import harmless

MARK = "\ufeff"
CSV = "text/csv; charset=utf-8"


def table(name: str, of: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Download:
    """A table as a file; ``of`` is the class that it is about, if it is about one.

    >>> made = table("links", "Übung 1", ["name", "link"], [["=1+1", None]])
    >>> made.name, made.text.replace("\\u200b", "").splitlines()
    ('links-bung-1.csv', ['\\ufeffname,link', '=1+1,'])
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return Download(file_name(name, of, "csv"), CSV, MARK + text.getvalue())


def file_name(name: str, of: str, ending: str) -> str:
    """The name of a file in letters that every system keeps as they are.

    >>> file_name("student", "Ada L.", "json"), file_name("student", "李", "json")
    ('student-ada-l.json', 'student.json')
    """
    words = [name, *re.findall(r"[a-z0-9]+", of.lower())]
    return f"{'-'.join(words)}.{ending}"
