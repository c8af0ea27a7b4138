"""Grading: what a student typed, read as people type, and its score."""
