"""Practice in the browser: the same state machine as in the terminal, as pages that need no script."""
