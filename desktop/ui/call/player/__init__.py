"""Playing a call: the sound, in step with everything that shows it, and its controls."""
