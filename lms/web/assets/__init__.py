"""Style sheet, scripts, icons and drawings of pages."""
