"""Pages of awareness sessions: reports of participants, and summaries for organisations."""
