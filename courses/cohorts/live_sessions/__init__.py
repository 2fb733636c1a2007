"""Live sessions of a cohort: time, venue, modules taught, attendance."""
