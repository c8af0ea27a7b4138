"""What the page is made of beside its questions: one style, one script, and the policy by which it allows itself no other."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from qbank.resources import template_folder

STYLES = ("html/style.css", "practice/style.css", "practice-site/style.css")
SCRIPTS = (
    "file", "exact", "real", "term", "signs", "numbers", "arithmetic", "numeric", "words", "options", "grade",
    "memory", "fields", "told", "question", "pages",
)  # fmt: skip
"""The files of the script, in the order in which they are read."""


@cache
def style() -> str:
    """The style of papers and of practice, and what this page adds."""
    return "".join((template_folder() / name).read_text(encoding="utf-8") for name in STYLES)


@cache
def script() -> str:
    """The script: its files one after the other, in a scope of their own.

    >>> script().startswith('"use strict";')
    True
    """
    files = [(template_folder() / "practice-site" / "script" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(files) + "})();\n"


@cache
def policy() -> str:
    """The page's content security policy: this script and this style, and not one request.

    >>> policy().split("; ")[0]
    "default-src 'none'"
    """
    rules = {
        "default-src": "'none'",
        "script-src": _hashed(script()),
        "style-src": _hashed(style()),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
