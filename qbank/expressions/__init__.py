"""The expression language of question files: read, bounded, evaluated exactly, opened into steps, and printed."""
