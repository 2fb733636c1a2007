"""Pages of rosters: bring a table, look at what it would change, confirm, undo."""
