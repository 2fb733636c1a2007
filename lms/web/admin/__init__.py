"""Pages of those who run this installation: people, roles, set-up, opening of courses."""
