"""A template's macros, rendered once for each shape of what they are given, then only filled.

A file holds thousands of variants that differ in their texts alone. So a macro is called with a mark in the place of every
text, and what comes out is cut at the marks: for the next record of the same shape its texts are joined in, without the
template. What a macro may do with a text is therefore to print it, and to ask whether it is empty; everything on which it
decides is a truth value or the presence of a record. The texts are final: escaping is done by who makes them.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import cast

import jinja2
from markupsafe import Markup

from qbank.markup.fill import Template, slot

Value = str | bool | None | tuple["Value", ...]
"""What a macro is given: texts, truth values, and records or lists of them (named tuples, tuples)."""

MOST = 4096
"""So many shapes are remembered; then all are forgotten."""

TEXT = object()


class Filled:
    r"""The macros of a template, each called with one record.

    >>> source = "{% macro option(one) %}<li{% if one[1] %} title='{{ one[1] }}'{% endif %}>{{ one[0] }}</li>{% endmacro %}"
    >>> filled = Filled(jinja2.Environment(autoescape=True).from_string(source))
    >>> filled("option", ("a &lt; b", "")), filled("option", ("<b>c</b>", "d"))
    ('<li>a &lt; b</li>', "<li title='d'><b>c</b></li>")
    """

    def __init__(self, template: jinja2.Template) -> None:
        self.macros: Mapping[str, Callable[[Value], object]] = vars(template.module)
        self.known: dict[Hashable, Template] = {}

    def __call__(self, macro: str, record: Value) -> str:
        """What a macro makes of a record."""
        texts: list[str] = []
        shape = macro, _shape(record, texts)
        found = self.known.get(shape)
        if found is None:
            if len(self.known) >= MOST:
                self.known.clear()
            found = self.known[shape] = Template(self.rendered(macro, _marked(record, iter(range(len(texts))))))
        return found.join(texts)

    def rendered(self, macro: str, record: Value) -> str:
        """What a macro makes of a record, without a short cut."""
        return str(self.macros[macro](_final(record)))


def _shape(value: Value, texts: list[str]) -> Hashable:
    """What of a value decides how it is written; its texts are added to the others."""
    if isinstance(value, str):
        if not value:
            return ""
        texts.append(value)
        return TEXT
    if isinstance(value, tuple):
        return tuple([_shape(each, texts) for each in value])
    return value


def _marked(value: Value, numbers: Iterator[int]) -> Value:
    """A value with a mark in the place of each text."""
    if isinstance(value, str):
        return slot(next(numbers), "text") if value else ""
    return _rebuilt(value, [_marked(each, numbers) for each in value]) if isinstance(value, tuple) else value


def _final(value: Value) -> Value:
    """A value whose texts are printed as they are."""
    if isinstance(value, str):
        return Markup(value)  # noqa: S704  who made it has escaped it
    return _rebuilt(value, [_final(each) for each in value]) if isinstance(value, tuple) else value


def _rebuilt(record: tuple[Value, ...], values: list[Value]) -> Value:
    """A record of the same kind with other values."""
    make = getattr(type(record), "_make", tuple)
    return cast("Value", make(values))
