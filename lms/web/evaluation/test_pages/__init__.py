"""Pages on the quality of the tests: items, ability and difficulty, roles, history."""
