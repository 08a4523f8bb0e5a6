"""What is used around the program."""
