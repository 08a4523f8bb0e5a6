"""Fixed sentences about what was found in a call. They hold words of the call as they are: who shows them escapes."""
