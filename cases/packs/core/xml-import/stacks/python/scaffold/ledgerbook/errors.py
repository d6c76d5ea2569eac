"""What can go wrong with a file."""


class ImportFailed(ValueError):
    """The file is not imported; the text tells the supplier why."""
