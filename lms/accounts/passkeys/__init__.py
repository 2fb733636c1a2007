"""Passkeys (WebAuthn credentials) that people use beside a password."""
