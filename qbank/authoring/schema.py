"""Questions and blueprints as authored: the fields of a YAML file, checked one by one."""

import hashlib
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import Discriminator, Field, PrivateAttr, Tag, field_validator, model_validator

from qbank.authoring.messages import KEY
from qbank.authoring.parameters import Parameter
from qbank.model import Exact, FieldError, Model, Whole
from qbank.question_types.question_type import Expression, Markdown, PartModel, Path, WrongRule, question_types
from qbank.source import Source

Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Objective = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]

RESERVED = frozenset(
    {"and", "or", "not", "if", "else", "min", "max", "clip", "abs", "exp", "log", "sqrt", "len", "sum"}
)


def _part_type(raw: object) -> str | None:
    kind = raw.get("type") if isinstance(raw, dict) else getattr(raw, "type", None)
    return kind if isinstance(kind, str) else None


def _parts() -> Any:
    """The union of the installed question types, told apart by ``type``."""
    tagged = tuple(Annotated[kind.model, Tag(name)] for name, kind in question_types().items())
    return Annotated[Union[tagged], Discriminator(_part_type)]  # noqa: UP007  a union made at run time


if TYPE_CHECKING:
    AnyPart = PartModel
else:
    AnyPart = _parts()


class File(Model):
    """What a file of a bank holds. Its name is the id; ``origin`` remembers where everything stands in it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    _origin: Source = PrivateAttr()

    @property
    def origin(self) -> Source:
        """The file's text, and where each field stands."""
        return self._origin

    @property
    def digest(self) -> str:
        """A digest of the file's text."""
        return hashlib.blake2b(self.origin.text.encode(), digest_size=16).hexdigest()

    @classmethod
    def read(cls, source: Source, id: str) -> Self:
        """The record that a file holds; pydantic's ValidationError when it is not one."""
        data = source.data if isinstance(source.data, dict) else {}
        made = cls.model_validate({**data, "id": id})
        made._origin = source
        return made


class Paragraph(Model):
    """A paragraph of a stem that stands only in some draws."""

    text: Markdown
    when: Expression | None = None


class WorkedTest(Model):
    """A draw worked by hand: parameters given, quantities and answers expected. A draw need not be in the ranges."""

    given: dict[str, Any]
    expect: dict[str, Any]


class ItemModel(File):
    """A randomised question as authored."""

    title: str = Field(min_length=1, max_length=200)
    objectives: tuple[Objective, ...] = Field(min_length=1)
    bloom: Bloom
    points: Annotated[Exact, Field(gt=0)] | None = None
    parameters: dict[Name, Parameter] = {}
    let: dict[Name, Expression] = {}
    where: tuple[Expression, ...] = ()
    strata: tuple[Expression, ...] = ()
    stem: Markdown | tuple[Paragraph, ...]
    parts: tuple[AnyPart, ...] = Field(min_length=1, max_length=20)
    hints: tuple[Markdown, ...] = ()
    misconceptions: dict[str, WrongRule] = {}
    tests: tuple[WorkedTest, ...] = ()
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    author: str = ""
    license: str = ""
    source: str = Field(default="", description="where the facts of this question come from")
    version: str = ""
    time: Whole | None = Field(default=None, ge=1, description="minutes")
    tags: tuple[str, ...] = ()

    @field_validator("let", "parameters")
    @classmethod
    def _names_are_free(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if name in RESERVED:
                message = f"{name!r} is a word of the expression language: choose another name"
                raise FieldError(message, name, KEY)
        return value

    @model_validator(mode="after")
    def _names_once(self) -> "ItemModel":
        twice = [name for name in self.let if name in self.parameters]
        if twice:
            message = f"{twice[0]!r} is both a parameter and a quantity under 'let'"
            raise FieldError(message, "let", twice[0], KEY)
        ids = [self.part_id(number) for number in range(len(self.parts))]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                message = f"the id {name!r} is taken by part {ids.index(name) + 1}"
                raise FieldError(message, "parts", number, "id")
        given = [part.points for part in self.parts if part.points is not None]
        if given and self.points is not None and (len(given) < len(self.parts) or sum(given) != self.points):
            message = f"'points' is {self.points}, but the parts' points do not add up to it"
            raise FieldError(message, "points")
        return self

    def paragraphs(self) -> list[tuple[Path, str, str | None]]:
        """The stem's paragraphs: where each stands, its text, and its condition."""
        if isinstance(self.stem, str):
            return [(("stem",), self.stem, None)]
        return [(("stem", number), paragraph.text, paragraph.when) for number, paragraph in enumerate(self.stem)]

    def part_id(self, number: int) -> str:
        """The id of a part: its own, or ``answer`` when it is the only one, or ``part-2``."""
        part: PartModel = self.parts[number]
        return part.id or ("answer" if len(self.parts) == 1 else f"part-{number + 1}")

    def part_points(self, number: int) -> Fraction:
        """What a part is worth: its own points, an equal share of the item's, or 1."""
        part: PartModel = self.parts[number]
        if part.points is not None:
            return part.points
        return Fraction(1) if self.points is None else self.points / len(self.parts)


class ObjectiveModel(Model):
    """What is assessed: its name, what it means, and what must be known before."""

    name: str
    definition: str
    prerequisites: tuple[Objective, ...] = ()


class SectionModel(Model):
    """Items under one heading."""

    title: str = ""
    items: tuple[str, ...] = Field(min_length=1)


class Blueprint(File):
    """What a test must contain."""

    title: str = Field(min_length=1)
    language: str = "en"
    instructions: Markdown = ""
    time: Whole | None = Field(default=None, ge=1, description="minutes")
    sections: tuple[SectionModel, ...] = Field(min_length=1)
