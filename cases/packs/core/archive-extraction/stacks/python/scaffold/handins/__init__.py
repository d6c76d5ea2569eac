"""Storage of what students hand in."""
