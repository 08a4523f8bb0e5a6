"""What happens between the words: silences, talking over each other, pace, who has the floor. Timing, never feeling."""
