"""The one Jinja environment: everything is escaped unless it is known to be markup, and a missing name is a fault of ours."""

from functools import cache

import jinja2

from qbank.interactions import KINDS
from qbank.resources import template_folder


@cache
def environment() -> jinja2.Environment:
    """The environment that finds qbank's templates.

    >>> environment().from_string("{{ name }}").render(name="<b>")
    '&lt;b&gt;'
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder(), encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def interactions(chosen: jinja2.Environment, template: str) -> frozenset[str]:
    """The interactions that a template has a macro for: those are what its format holds.

    >>> "ordering" in interactions(environment(), "html/interactions.jinja")
    True
    """
    return frozenset(vars(chosen.get_template(template).module)) & frozenset(KINDS.values())
