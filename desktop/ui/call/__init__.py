"""The call screen: timeline, transcript, player and moments in step."""
