"""What facilitators say of action plans, where the rule of a cohort asks for their word."""
