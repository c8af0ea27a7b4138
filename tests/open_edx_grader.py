"""Grades problems with Open edX's own grader; runs in an environment that has ``xblocks-contrib`` and nothing of ours.

Reads JSON from standard input, a list of problems, each with its ``xml`` and ``responses`` (for each try a value for each
field), and writes for each problem what each try earns of the whole, with what is told of it, or the fault.
"""

import gettext
import json
import sys
from unittest.mock import MagicMock

import django
from django.conf import settings

settings.configure(INSTALLED_APPS=[], DEBUG=False, USE_TZ=True)
django.setup()

from xblocks_contrib.problem.capa.capa_problem import LoncapaProblem  # noqa: E402  Django must be set up before


def loaded(xml):
    system = MagicMock(anonymous_student_id="student", cache=None, i18n=gettext.NullTranslations(), seed=0, DEBUG=True)
    return LoncapaProblem(xml, id="1", seed=7, capa_system=system, capa_block=MagicMock(), extract_tree=False)


def tried(xml, values):
    problem = loaded(xml)
    ids = [field for response in problem.get_answer_ids() for field in response]
    try:
        found = problem.grade_answers(dict(zip(ids, values, strict=True)))
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        return {"fault": f"{type(error).__name__}: {error}"}
    score = problem.calculate_score()
    told = " ".join(found.get_hint(field) + str(found.get_msg(field)) for field in ids)
    return {"share": score["score"] / score["total"], "told": told}


print(json.dumps([[tried(each["xml"], values) for values in each["responses"]] for each in json.load(sys.stdin)]))
