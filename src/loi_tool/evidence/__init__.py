"""Finds in free text what a call asks for."""
