"""Check of a connected platform: its addresses, and a launch by a built-in test platform."""
