"""Pages of organisations: founding, members, joining, cohorts."""
