"""Pages of learners: lessons, scenarios, the action plan, and forms of blocks."""
