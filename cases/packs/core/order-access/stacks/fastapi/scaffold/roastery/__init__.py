"""The API of a small coffee roastery."""
