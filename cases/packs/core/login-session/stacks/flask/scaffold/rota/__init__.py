"""Rota, the shift planner."""
