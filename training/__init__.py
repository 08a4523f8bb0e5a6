"""How the models that Upswing ships were trained: from this folder and public data, seeded, on a processor."""
