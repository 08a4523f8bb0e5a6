"""What playing a call needs to know: where it goes on, and what is being said."""
