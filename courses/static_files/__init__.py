"""Files that an archive brings beside its lessons: kept for a version, shown to its readers."""
