"""The pages of the guide, by topic.

A page is a Markdown file. Where it says ``<!-- fields numeric -->`` in a line of its own, the code says what stands there:
see ``qbank.guide.passages``.
"""

import re
from collections.abc import Mapping
from textwrap import wrap

from qbank.guide.passages import PASSAGES
from qbank.resources import template_folder

CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "First steps": ("start", "editor", "preview", "commands"),
    "A question": (
        "question",
        "yaml",
        "parameters",
        "expressions",
        "formulas",
        "texts",
        "maths",
        "misconceptions",
        "processes",
    ),
    "What is asked": (
        "types",
        "numeric",
        "expression",
        "text",
        "single_choice",
        "multiple_choice",
        "matching",
        "ordering",
        "essay",
        "gaps",
    ),
    "Marking": ("answers", "scoring"),
    "From questions to quizzes": ("checks", "banks", "blueprints", "formats"),
    "Practice": ("practice", "teaching"),
}
"""The topics in the order in which one reads them."""

TOPICS = tuple(topic for topics in CHAPTERS.values() for topic in topics)

WIDTH = 78
TIE = "\0"
CODE = re.compile(r"`[^`]+`")
MARK = re.compile(r"^<!-- (?P<passage>[a-z-]+)(?: (?P<about>[\w-]+))? -->$", re.MULTILINE)


def source(topic: str) -> str:
    """A page as it was written."""
    return (template_folder() / "guide" / f"{topic}.md").read_text(encoding="utf-8")


def title(topic: str) -> str:
    """The heading of a page.

    >>> title("scoring")
    'How points are earned'
    """
    return source(topic).partition("\n")[0].removeprefix("# ")


def page(topic: str) -> str:
    """A page with everything filled in, as Markdown.

    >>> "* `per_pair` (matching)" in page("scoring")
    True
    """
    return MARK.sub(lambda mark: folded(PASSAGES[mark["passage"]](mark["about"] or "").rstrip("\n")), source(topic))


def folded(text: str) -> str:
    """The same with lines as long as those of the pages; what stands between backticks stays together.

    >>> print(folded("* " + "word " * 16 + "and `one two`"))
    * word word word word word word word word word word word word word word word
      word and `one two`
    """
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" *")))
        whole = CODE.sub(lambda code: code[0].replace(" ", TIE), line)
        broken = wrap(whole, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines += [line] if line.startswith("#") or not broken else broken
    return "\n".join(lines).replace(TIE, " ")


def contents() -> str:
    """The topics, each with its title, as Markdown."""
    lines = []
    for chapter, topics in CHAPTERS.items():
        lines += [f"## {chapter}", "", *(f"* `{topic}`: {title(topic)}" for topic in topics), ""]
    return "\n".join(lines)


def telling(word: str) -> list[str]:
    """The topics whose pages hold a word, those first that hold it most often.

    >>> telling("plural")[0], telling("nonsense")
    ('texts', [])
    """
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    found = {topic: len(whole.findall(page(topic))) for topic in TOPICS}
    return sorted(filter(found.get, found), key=lambda topic: -found[topic])


def book() -> str:
    """The whole guide as one text."""
    return "\n".join(page(topic) for topic in TOPICS)
