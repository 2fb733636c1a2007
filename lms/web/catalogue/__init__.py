"""Home, the list of courses, course pages, and reference pages (glossary, helplines, kits)."""
