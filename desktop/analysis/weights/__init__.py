"""Speech model weights without a hub: where they come from, how they come in, and how both engines read them."""
