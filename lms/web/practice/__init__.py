"""Pages of practice: scheduled questions, with reasons after each answer."""
