"""What is claimed of a question as a whole, made of what was noted while it was read. ``qbank check`` proves it."""
