"""Lampwork: wall displays."""
