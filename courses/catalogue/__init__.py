"""What courses say: versions, modules, lessons, units, kits, glossary, helplines, objectives."""
