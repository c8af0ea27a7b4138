"""Questions and objectives as authored: the fields of a YAML file, checked one by one."""

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct

from qbank.authoring.file import File
from qbank.authoring.parameters import Parameter
from qbank.authoring.processes import ProcessModel
from qbank.authoring.warnings import WARNINGS
from qbank.errors import Fault
from qbank.model import KEY, After, Exact, Field, FieldError, Kinds, Model, Whole
from qbank.question_types.question_type import (
    Expression,
    Markdown,
    PartModel,
    Path,
    Points,
    WrongRule,
    question_types,
)
from qbank.source import Source

Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Objective = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9.-]*$",
        description="The id of an objective, as `objectives.yaml` defines it.",
        examples=["rlhf.advantage.td-error"],
    ),
]
Minutes = Annotated[Whole, Field(ge=1, description="How many minutes it takes.", examples=[5])]
Language = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$",
        description="The language of the texts, by its code.",
        examples=["en", "de", "pt-BR"],
    ),
]

LOST: Path = ("",)
"""Among the paths of what could not be read in a file: lines of which nobody knows what they were."""

RESERVED = frozenset(
    {
        "and",
        "or",
        "not",
        "if",
        "else",
        "min",
        "max",
        "clip",
        "abs",
        "exp",
        "log",
        "sqrt",
        "len",
        "sum",
        "derivative",
        "solve",
        "limit",
        "infinity",
    }
)


def _names_are_free(value: dict[str, Any]) -> dict[str, Any]:
    for name in value:
        if name in RESERVED:
            message = f"{name!r} is a word of the expression language: choose another name"
            raise FieldError(message, name, KEY)
    return value


FREE = {
    "propertyNames": {
        "pattern": rf"^(?!(?:{'|'.join(sorted(RESERVED))})$)[a-z][a-z0-9_]*$",
        "patternErrorMessage": "a name has small letters, digits and _, and is no word of the expression language",
    }
}
"""What ``_names_are_free`` says, and Name, for editors."""


def _warnings_exist(value: dict[str, Any]) -> dict[str, Any]:
    for name, reason in value.items():
        if name not in WARNINGS:
            close = get_close_matches(name, WARNINGS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(WARNINGS)}"
            message = f"there is no warning {name!r}"
            raise FieldError(message, name, KEY, hint=hint)
        if not reason.strip():
            message = f"{name!r} is silenced without a reason"
            raise FieldError(message, name, hint=f"write '{name}: ...', and why it is meant so")
    return value


SILENCED = {
    "properties": {
        name: {"type": "string", "pattern": "\\S", "description": f"Why it is meant so: {what}."}
        for name, what in WARNINGS.items()
    },
    "additionalProperties": False,
}
"""What ``_warnings_exist`` says, for editors."""


def _part_type(raw: object) -> str | None:
    kind = raw.get("type") if isinstance(raw, dict) else getattr(raw, "type", None)
    return kind if isinstance(kind, str) else None


def _part_models() -> Mapping[str, type[Model]]:
    return {name: kind.model for name, kind in question_types().items()}


AnyPart = Annotated[PartModel, Kinds(_part_type, _part_models), Field(title="part")]
"""A part of one of the installed question types, told apart by ``type``."""


class Paragraph(Model, frozen=True, kw_only=True):
    """A paragraph of a stem that stands only in some draws."""

    text: Annotated[Markdown, Field(description="The paragraph: Markdown with maths and places.")]
    when: Annotated[
        Expression | None,
        Field(description="In which draws it stands, as a condition. Without it: in all.", examples=["discount < 1"]),
    ] = None


class WorkedTest(Model, frozen=True, kw_only=True):
    """A draw worked by hand: parameters given, quantities and answers expected. A draw need not be in the ranges."""

    given: Annotated[
        dict[str, Any],
        Field(
            description="The value of each parameter: a number, a word, or a list. Hidden ones may be left out.",
            examples=[{"reward": 0.5, "discount": 0.9}],
        ),
    ]
    expect: Annotated[
        dict[str, Any],
        Field(
            description="By the name of a quantity, its number; by the id of a part, its answer: a number, an option's text, a "
            "list of these, pairs, a formula, or a text.",
            examples=[{"advantage": 0.2, "meaning": "It turned out better than expected."}],
        ),
    ]


class ItemModel(File, frozen=True, kw_only=True):
    """A randomised question as authored."""

    title: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="The question's heading, which students see.",
            examples=["Advantage of one generated token"],
        ),
    ]
    objectives: Annotated[
        tuple[Objective, ...],
        Field(min_length=1, description="What is assessed: ids of objectives that `objectives.yaml` defines."),
    ]
    bloom: Annotated[Bloom, Field(description="What the question asks of students, on Bloom's scale.")]
    points: Annotated[
        Points | None,
        Field(
            description="What the question is worth, shared equally by its parts. Without it: a point for each part."
        ),
    ] = None
    parameters: Annotated[
        dict[Name, Parameter],
        After(_names_are_free, schema=FREE),
        Field(
            description="What is drawn anew for every variant, by name: a range, one of some numbers or words, or a list.",
            examples=[{"reward": {"from": -1, "to": 1, "step": 0.1}, "discount": {"one_of": [0.9, 0.95, 0.99]}}],
        ),
    ] = {}
    let: Annotated[
        dict[Name, Expression],
        After(_names_are_free, schema=FREE),
        Field(
            description="Quantities, by name, each an expression over the parameters and other quantities.",
            examples=[{"advantage": "td_error(reward, discount, next_value, value)"}],
        ),
    ] = {}
    where: Annotated[
        tuple[Expression, ...],
        Field(
            description="Conditions that every draw fulfils; the others are left out.",
            examples=[["abs(advantage) >= 0.05"]],
        ),
    ] = ()
    strata: Annotated[
        tuple[Expression, ...],
        Field(description="Conditions that variants fulfil in turn.", examples=[["advantage > 0", "advantage < 0"]]),
    ] = ()
    process: Annotated[
        ProcessModel | None,
        Field(
            description="The decision process that the question is about: expressions ask for its values, places show it.",
            examples=[
                {
                    "discount": 0.9,
                    "states": {
                        "s1": {
                            "go": {"to": "s2", "reward": 1},
                            "wait": [{"to": "s1", "probability": 0.5}, {"to": "end"}],
                        },
                        "s2": {"go": {"to": "end", "reward": 2}},
                        "end": "terminal",
                    },
                }
            ],
        ),
    ] = None
    stem: Annotated[
        Markdown | tuple[Paragraph, ...],
        Field(
            description="What the whole question tells: Markdown with maths, `$...$`, places, `{{ ... }}`, and gaps, `[[id]]`; "
            "or paragraphs, each with the condition under which it stands.",
            examples=["The token earns $r_t = {{ reward }}$."],
        ),
    ]
    parts: Annotated[
        tuple[AnyPart, ...], Field(min_length=1, max_length=20, description="What is asked, one after the other.")
    ]
    hints: Annotated[tuple[Markdown, ...], Field(description="Hints for students, the gentlest first.")] = ()
    misconceptions: Annotated[
        dict[str, WrongRule],
        Field(description="Wrong rules that students apply in any of the parts, by name."),
    ] = {}
    tests: Annotated[
        tuple[WorkedTest, ...], Field(description="Draws worked by hand; `qbank check` works each of them, too.")
    ] = ()
    language: Language = "en"
    author: Annotated[str, Field(description="Who wrote the question.")] = ""
    license: Annotated[
        str, Field(description="Under which licence it may be used.", examples=["CC-BY-4.0", "CC-BY-SA-4.0"])
    ] = ""
    source: Annotated[str, Field(description="Where the facts of this question come from.")] = ""
    version: Annotated[str, Field(description="The version of the question, as text.", examples=["1.0"])] = ""
    time: Minutes | None = None
    tags: Annotated[
        tuple[str, ...], Field(description="Words to find the question by, as other systems have them.")
    ] = ()
    allow: Annotated[
        dict[str, str],
        After(_warnings_exist, schema=SILENCED),
        Field(
            description="Warnings that `qbank check` is not to give, by name, each with the reason.",
            examples=[{"few-draws": "there are only six rules to ask for"}],
        ),
    ] = {}
    may_lose: Annotated[
        Exact | None,
        Field(
            ge=0,
            lt=1,
            description="The share of the draws that may be lost because they cannot be served: keys without a value, options "
            "that are the same, ties. Without it: a fifth.",
            examples=["1/2"],
        ),
    ] = None

    def __post_init__(self) -> None:
        twice = [name for name in self.let if name in self.parameters]
        if twice:
            message = f"{twice[0]!r} is both a parameter and a quantity under 'let'"
            raise FieldError(message, "let", twice[0], KEY)
        ids = [self.part_id(number) for number in range(len(self.parts))]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                message = f"the id {name!r} is taken by part {ids.index(name) + 1}"
                raise FieldError(message, "parts", number, "id")
        given = [part.worth for part in self.parts if part.worth is not None]
        if given and self.points is not None and (len(given) < len(self.parts) or sum(given) != self.points):
            message = f"'points' is {self.points}, but the parts' points do not add up to it"
            raise FieldError(message, "points")

    def paragraphs(self) -> list[tuple[Path, str, str | None]]:
        """The stem's paragraphs: where each stands, its text, and its condition."""
        if isinstance(self.stem, str):
            return [(("stem",), self.stem, None)]
        return [(("stem", number), paragraph.text, paragraph.when) for number, paragraph in enumerate(self.stem)]

    def all_hints(self) -> list[tuple[Path, str]]:
        """The item's hints, then each part's: where each stands, and its text."""
        found: list[tuple[Path, str]] = [(("hints", place), hint) for place, hint in enumerate(self.hints)]
        for number, part in enumerate(self.parts):
            found += [(("parts", number, "hints", place), hint) for place, hint in enumerate(part.hints)]
        return found

    def part_id(self, number: int) -> str:
        """The id of a part: its own, or ``answer`` when it is the only one, or ``part-2``."""
        return self.parts[number].id or ("answer" if len(self.parts) == 1 else f"part-{number + 1}")

    def part_points(self, number: int) -> Fraction:
        """What a part is worth: its own points, an equal share of the item's, or 1."""
        worth = self.parts[number].worth
        if worth is not None:
            return worth
        return Fraction(1) if self.points is None else self.points / len(self.parts)

    @property
    def worth(self) -> Fraction:
        """What the whole question is worth."""
        return sum((self.part_points(number) for number in range(len(self.parts))), Fraction(0))


class Draft(Struct, frozen=True):
    """A faulty file: what is wrong with its form, and the question that is left of it, if any is."""

    id: str
    origin: Source
    faults: tuple[Fault, ...]
    unread: frozenset[Path] = frozenset()
    model: ItemModel | None = None


class ObjectiveModel(Model, frozen=True, kw_only=True):
    """What is assessed: its name, what it means, and what must be known before."""

    name: Annotated[
        str, Field(description="The objective's name, as people say it.", examples=["Advantage as TD error"])
    ]
    definition: Annotated[str, Field(description="What is assessed, in a sentence.")]
    source: Annotated[
        str, Field(description="Where it is taught.", examples=["Sutton & Barto (2018), section 3.3"])
    ] = ""
    prerequisites: Annotated[
        tuple[Objective, ...], Field(description="Objectives that must be reached before this one.")
    ] = ()


class ObjectivesModel(Model, frozen=True, kw_only=True):
    """What ``objectives.yaml`` defines: each objective by its id."""

    objectives: Annotated[
        dict[Objective, ObjectiveModel],
        Field(
            examples=[
                {"rl.td.target": {"name": "TD target", "definition": "The reward plus the discounted next value."}}
            ]
        ),
    ]
