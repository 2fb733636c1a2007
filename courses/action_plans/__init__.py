"""The plan that a learner writes at the end of a course (rencana tindak lanjut)."""
