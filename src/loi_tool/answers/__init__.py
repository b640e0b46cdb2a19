"""A district's answers: the model, reading them from YAML, the starter file, and the letter."""
