"""A page about certificates that a teacher reads: what was proved, how the keys are spread, and the draws at the edges."""
