"""The reading of a call: what was made of it in words, each with the words of the call that bear it out."""
