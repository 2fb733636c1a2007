"""Sessions of signed-in people, one for each device."""
