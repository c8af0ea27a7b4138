"""Checked lines: every relation that a page states between numbers holds, as it is printed."""
