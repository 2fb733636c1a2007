"""What a course consists of: versions, modules, lessons, units, kits, sources, helplines."""
