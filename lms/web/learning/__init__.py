"""Where a learner learns: lessons, stories, the action plan, and the forms in them."""
