"""Steps of a release: renewal of outcomes, counts by role, emptied groups, storing."""
