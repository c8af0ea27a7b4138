"""Warnings: what is rarely meant in a question, one function for each."""
