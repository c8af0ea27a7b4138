"""The key twice: every number derived again by a second road, from what the page shows."""
