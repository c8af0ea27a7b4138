"""Pages for the browser of one's own machine, and nobody else's: what the preview and practice have in common."""
