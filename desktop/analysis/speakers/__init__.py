"""Two people on one microphone, told apart by their voices for as long as a call is analysed, and no longer."""
