"""How a person proves who they are: single-use links, counted attempts, passkeys."""
