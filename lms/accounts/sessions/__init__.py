"""Sessions of signed-in people, one for each device: one day, or 30 if they stay signed in."""
