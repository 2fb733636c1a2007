"""Sign-in by OpenID Connect: providers, started sign-ins, and the accounts of people there."""
