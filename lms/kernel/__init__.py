"""What every domain may use: base model, clock, errors, sealing, jobs, audit. No Flask here."""
