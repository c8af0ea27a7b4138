"""Formulas as students write them: in plain characters, in LaTeX, or as a maths editor sends them."""
