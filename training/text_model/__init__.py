"""How the model that reads words is made: `python -m training.text_model` does all of it, seeded, on a CPU."""
