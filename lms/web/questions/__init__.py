"""Pages of questions to experts: ask, moderate, answer, read."""
