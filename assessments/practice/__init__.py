"""Practice: questions come back after a day, some days and three weeks, while a learner wishes."""
