"""Blocks that learners do: sorting, ordering, choices, checks, polls, scenarios."""
