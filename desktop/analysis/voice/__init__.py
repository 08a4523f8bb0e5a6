"""How much energy is in a customer's voice, from the sound of their turns and compared with their other turns alone."""
