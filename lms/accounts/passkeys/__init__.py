"""Passkeys (WebAuthn credentials) of people."""
