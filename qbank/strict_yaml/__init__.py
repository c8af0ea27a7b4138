"""YAML read strictly: events to data, what is refused, and where each character stands."""
