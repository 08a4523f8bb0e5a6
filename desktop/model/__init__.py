"""What a call is made of: frozen dataclasses and pure functions, no input and no output."""
