"""LaTeX maths: the accepted subset as a tree, its parser, and its plain Unicode form."""
