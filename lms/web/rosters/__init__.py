"""Pages of rosters: upload a table, preview what it changes, confirm, undo."""
