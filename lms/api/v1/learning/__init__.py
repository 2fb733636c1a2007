"""Operations on a person's own learning: enrolments, progress, tests, results, certificates."""
