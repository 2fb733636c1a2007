"""Released totals of awareness sessions: the page and its pictures."""
