"""Calls for letters as data: the model, the loader, and the built-in calls."""
