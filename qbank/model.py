"""``Model``: the record that data from outside (YAML, lock files) is checked against.

Records that qbank itself makes, by the thousand, are frozen dataclasses: they need no checking.
"""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, strict=False)
