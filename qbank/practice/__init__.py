"""Practice: questions served one at a time, answered, explained, remembered and asked again when they are due."""
