"""The mathematics of reinforcement learning: formulas, their sources, their misconceptions, their notation."""
