"""Use cases of rosters: upload, preview, confirm, import, undo and export."""
