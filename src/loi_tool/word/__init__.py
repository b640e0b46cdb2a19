"""Word files: read, written, and what is left in them."""
