"""Word files as packages of parts (ISO/IEC 29500-2): opened without trust, and what leads out."""
