"""Live sessions of a cohort: when and where it meets, what is taught there, who has come."""
