"""Reads open response assessments with the reader of Open edX itself (``ora2``); runs in an environment of its own.

Reads a list of them as JSON from standard input, and writes what each asks, of which points, and by what criteria.
"""

import json
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    USE_TZ=True,
    SECRET_KEY="none",
    FEATURES={},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sites",
        "submissions",
        "openassessment",
        "openassessment.assessment",
        "openassessment.workflow",
    ],
)
django.setup()

from openassessment.xblock.utils.xml import parse_from_xml_str  # noqa: E402  Django must be set up before


def read(xml):
    found = parse_from_xml_str(xml)
    criteria = found["rubric_criteria"]
    return {
        "title": found["title"],
        "asked": [prompt["description"] for prompt in found["prompts"]],
        "criteria": [criterion["prompt"] for criterion in criteria],
        "points": sum(max(option["points"] for option in criterion["options"]) for criterion in criteria),
        "explained": criteria[0]["options"][-1]["explanation"],
        "marked": [each["name"] for each in found["rubric_assessments"]],
    }


print(json.dumps([read(xml) for xml in json.load(sys.stdin)]))
