"""Reads a package with qti2latex, which others wrote for Canvas' exports; runs in an environment that has nothing of ours.

Takes the path of the package and writes JSON: for each group how many questions are drawn, for how many points, and of each
question its type, its stem, its options and the idents and numbers that it takes for right.
"""

import json
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import qti2latex


def read_group(section):
    drawn, points, items = qti2latex.get_group(section)
    return {"drawn": drawn, "points": points, "questions": [read_question(item) for item in items]}


def read_question(item):
    return {
        "type": qti2latex.guess_type(qti2latex.get_qti_metadata(item), item),
        "stem": qti2latex.get_item_stem(item),
        "options": qti2latex.get_choices(item),
        "right": sorted(qti2latex.get_correct_idents(item)),
    }


folder = qti2latex.extract_zip_to_tmp(Path(sys.argv[1]))
roots = [ElementTree.parse(path).getroot() for path in sorted(qti2latex.read_qti_dir(folder))]
shutil.rmtree(folder)
tests = [test for root in roots if (test := qti2latex.child_anyns(root, "assessment")) is not None]
sections = [section for test in tests for section in qti2latex.child_anyns(test, "section")]
print(json.dumps([read_group(section) for section in sections if qti2latex.extract_tag(section) == "section"]))
