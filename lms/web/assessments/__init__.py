"""Pages on which learners take assessments and see their results."""
