"""Questions as they are written: pages on the author's own machine that follow every save."""
