"""The second road to every formula: written anew, by another method, without a line of the first."""
