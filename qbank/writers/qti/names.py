"""The names of QTI 2.1, made from those of QTI 3: ``qti-item-body`` was called ``itemBody``.

QTI 3 wrote the names of elements and attributes small, with hyphens, and set ``qti-`` before elements that are none of HTML;
what they mean stayed (1EdTech, QTI 3.0 Best Practices and Implementation Guide, "Migrating from QTI 2"). Names are changed in
what a template's macro gives, before anybody's text is in it.
"""

import re

from qbank.writers.filled import Filled, Value

TAG = re.compile(r'<(/?)qti-([a-z-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(/?)>')
ATTRIBUTE = re.compile(r'\s+([\w:-]+)="([^"]*)"')
ONLY_IN_3 = frozenset({"external-scored"})
"""Attributes that QTI 2.1 has not."""
UNWRAPPED = "content-body"
"""In QTI 2.1 the contents of a feedback or a rubric stand in it directly."""


class NamesOf21(Filled):
    """The macros of a template in the names of QTI 2.1."""

    def rendered(self, macro: str, record: Value) -> str:
        """What a macro makes of a record, without a short cut."""
        return named_21(super().rendered(macro, record))


def named_21(markup: str) -> str:
    """Markup of QTI 3 in the names of QTI 2.1.

    >>> print(named_21('<qti-map-entry map-key="a" mapped-value="1"/><p class="x-y">b</p>'))
    <mapEntry mapKey="a" mappedValue="1"/><p class="x-y">b</p>
    >>> print(named_21('<qti-rubric-block view="scorer"><qti-content-body>c</qti-content-body></qti-rubric-block>'))
    <rubricBlock view="scorer">c</rubricBlock>
    """
    return TAG.sub(_tag, markup)


def _tag(found: re.Match[str]) -> str:
    closing, name, attributes, empty = found.groups()
    if name == UNWRAPPED:
        return ""
    kept = [
        f' {_camel(attribute)}="{value}"'
        for attribute, value in ATTRIBUTE.findall(attributes)
        if attribute not in ONLY_IN_3
    ]
    return f"<{closing}{_camel(name)}{''.join(kept)}{empty}>"


def _camel(name: str) -> str:
    """A name in one word, with capitals where it had hyphens.

    >>> _camel("response-identifier"), _camel("xml:lang")
    ('responseIdentifier', 'xml:lang')
    """
    first, *others = name.split("-")
    return first + "".join(map(str.capitalize, others))
