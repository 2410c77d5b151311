"""Generated messages, seeded, through the real conversation: each gets an answer or a deliberate silence."""
