"""Whether two formulas are the same function on the ranges of their quantities: equal, different at a point, or undecided."""
