"""How often wrong options picked by hand look like the key, over whole spaces of draws: tests/cases/collisions.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qbank import source
from qbank.authoring.parameters import PARAMETERS, kind
from qbank.expressions.evaluate import compiled, opened
from qbank.expressions.parse import parse
from qbank.generation.axes import Grid, axis
from qbank.generation.cells import CellBatch

FILE = Path(__file__).parent / "cases" / "collisions.yaml"
TEMPLATES: Any = source.parse(FILE.read_text(encoding="utf-8"), FILE.name).data
DECIMALS = 2
NEAR = 5
"""So many percent may lie between what is measured and what was found with other grids."""


def measured(template: Mapping[str, Any]) -> tuple[int, float]:
    """How many draws a template has, and the percentage in which a wrong option looks like the key."""
    grid = Grid(
        [axis(name, PARAMETERS[kind(raw)].model_validate(raw)) for name, raw in template["parameters"].items()]  # type: ignore[arg-type]
    )
    rows = grid.rows(grid.blocks[0], np.arange(grid.size))
    draws = CellBatch(grid.size, rows, lambda term: compiled(opened(term, {})))
    shown = draws.rounded(parse(template["key"]).term, DECIMALS)
    wrong = [parse(source).term for source in template["wrong"].values()]
    alike = np.any([draws.defined(term) & (draws.rounded(term, DECIMALS) == shown) for term in wrong], axis=0)
    return grid.size, round(100 * float(alike.mean()), 1)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["name"])
def test_wrong_options_picked_by_hand_look_like_the_key_in_this_share_of_the_draws(template: dict[str, Any]) -> None:
    draws, share = measured(template)
    assert (draws, share) == (template["draws"], float(template["share"]))
    assert abs(share - float(template["near"])) <= NEAR
