"""What the commands do, step by step. Also the Python API."""
