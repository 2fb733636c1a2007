"""People: profiles, roles, contacts, passkeys, sessions and sign-in. Does not import Flask."""
