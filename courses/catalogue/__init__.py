"""Courses and their content: versions, lessons, units, kits, glossary, helplines, objectives."""
