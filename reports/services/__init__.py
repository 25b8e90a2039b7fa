"""Writes that are not a move: atomic, with their audit record."""
