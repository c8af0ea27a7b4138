"""Content as strings of a markup: one file per markup, one function per kind of node."""
