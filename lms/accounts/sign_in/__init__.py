"""How a person proves who they are: single-use links, and attempts that are counted."""
