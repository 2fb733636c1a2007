"""Rosters: who belongs to an organisation, as a table that is compared and taken in."""
