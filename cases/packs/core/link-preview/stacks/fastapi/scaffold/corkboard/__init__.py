"""Corkboard: previews of links."""
