"""Question types: what an author may write, one file each; all compile to the closed list of interactions."""
