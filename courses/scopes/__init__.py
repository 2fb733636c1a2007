"""The parts of the site in which a role may be held: courses, and cohorts of their versions."""
