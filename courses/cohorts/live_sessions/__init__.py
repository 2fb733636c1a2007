"""Live sessions of a cohort: time, venue, modules taught, check-in and attendance."""
