"""Blueprints become tests: questions chosen, put in order, and drawn once for each copy."""
