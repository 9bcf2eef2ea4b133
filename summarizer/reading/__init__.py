"""What a mail says: its bytes become text, and its text becomes facts, each with its sentence."""
