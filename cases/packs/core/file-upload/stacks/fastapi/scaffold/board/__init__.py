"""A notice board with attachments."""
