"""An assessment and question-bank engine for reinforcement-learning mathematics."""
