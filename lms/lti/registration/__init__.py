"""Dynamic Registration 1.0: a platform and this tool tell each other their addresses."""
