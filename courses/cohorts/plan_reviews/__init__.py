"""Reviews of action plans by facilitators, where the cohort requires them."""
