"""Forms and pools as files: one file per format."""
