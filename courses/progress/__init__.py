"""Progress of learners in lessons, scenarios and units."""
