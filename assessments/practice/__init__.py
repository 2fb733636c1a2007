"""Practice: questions return after a day, about a week and three weeks, until learnt."""
