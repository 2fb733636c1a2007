"""How far a learner has come: lessons, scenarios and units."""
