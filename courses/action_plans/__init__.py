"""Action plans that learners write at the end of a course (rencana tindak lanjut)."""
