"""What every domain may use: base model, clock, errors, sealing, outbox, jobs, audit. No Flask here."""
