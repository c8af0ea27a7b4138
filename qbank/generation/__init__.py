"""From an item model to items: numbered draws, solved exactly, with their wrong answers and worked solutions."""
