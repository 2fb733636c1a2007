"""Pages on which learners sit assessments and see their results."""
