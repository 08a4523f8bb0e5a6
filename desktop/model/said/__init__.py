"""What the words of a call say about it by rules over them: what it was about, and how it ended."""
