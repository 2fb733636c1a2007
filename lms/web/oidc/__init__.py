"""Sign-in with accounts elsewhere by OpenID Connect: the flow, linking, and its administration."""
