"""Speech into words: Whisper, through either of two libraries behind one protocol."""
