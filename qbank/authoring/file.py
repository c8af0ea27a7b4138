"""What all files of a bank have: an id, the text they come from, and their texts."""

import hashlib
from typing import Annotated, Any, Self, TypeVar

from msgspec.structs import asdict

from qbank.authoring.texts import Texts
from qbank.model import Field, Model
from qbank.source import Source

ID = r"^[a-z0-9][a-z0-9-]*$"


class File(Model, frozen=True, kw_only=True, dict=True):
    """What a file of a bank holds. Its name is the id.

    Beside its fields, which alone make two of them equal, it has ``origin``, the file's text and where each field stands
    in it, and ``texts``, its texts once they are compiled.
    """

    id: Annotated[str, Field(pattern=ID)]

    def __reduce__(self) -> tuple[object, ...]:
        """Another process gets the fields as they are, and the file's text to read where somebody asks for a place in it."""
        return _with_origin, (type(self), asdict(self), self.origin.file, self.origin.text)

    @property
    def origin(self) -> Source:
        """The file's text, and where each field stands."""
        origin: Source = self.__dict__["origin"]
        return origin

    @property
    def texts(self) -> Texts:
        """The file's texts, each compiled once."""
        texts: Texts = self.__dict__["texts"]
        return texts

    @property
    def digest(self) -> str:
        """A digest of the file's text."""
        return hashlib.blake2b(self.origin.text.encode(), digest_size=16).hexdigest()

    def at(self, origin: Source, texts: Texts) -> Self:
        """The record with where it comes from."""
        self.__dict__.update(origin=origin, texts=texts)
        return self

    @classmethod
    def read(cls, source: Source, id: str, mended: object = None) -> Self:
        """The record that a file holds, or that is ``mended`` of it; pydantic's ValidationError when there is none."""
        data = source.data if mended is None else mended
        return cls.model_validate({**(data if isinstance(data, dict) else {}), "id": id}).at(source, Texts())


Stored = TypeVar("Stored", bound=File)


def _with_origin(kind: type[Stored], fields: dict[str, Any], file: str, text: str) -> Stored:
    return kind(**fields).at(Source(file, text), Texts())
