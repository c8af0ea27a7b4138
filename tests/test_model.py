"""Models: what pydantic makes of them."""

from pathlib import Path
from typing import Annotated

import pytest

from qbank.authoring.bank import load
from qbank.authoring.parameters import Range
from qbank.model import Exact, Field, Model, Whole


class Delay(Model, frozen=True, kw_only=True, rename={"first": "from"}):
    """A wait."""

    first: Annotated[Exact, Field(gt=0)]
    tries: Annotated[Whole, Field(le=5)] | None = None


def test_all_faults_are_found_at_once_at_the_names_that_the_data_have() -> None:
    with pytest.raises(ValueError, match="3 validation errors") as caught:
        Delay.model_validate({"from": "soon", "tries": 6, "first": 1})
    assert all(name in str(caught.value) for name in ("from", "tries", "first"))


def test_a_model_is_made_of_data_and_of_values_alike() -> None:
    made = Delay.model_validate({"from": "1/2", "tries": None})
    assert made == Delay(first=made.first)
    assert made != Delay(first=made.first, tries=1)
    with pytest.raises(AttributeError):
        made.tries = 3  # type: ignore[misc]


def test_an_authored_range_keeps_its_own_names() -> None:
    question = load([Path("questions")]).item("td-advantage")
    reward = question.parameters["reward"]
    assert isinstance(reward, Range)
    assert (reward.first, reward.last) == (-1, 1)
