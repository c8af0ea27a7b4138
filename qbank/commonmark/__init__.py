"""The Markdown that authors write, and the places in it."""
