"""What an instructor sees and does: classes, how questions go, answers to judge, reported problems."""
