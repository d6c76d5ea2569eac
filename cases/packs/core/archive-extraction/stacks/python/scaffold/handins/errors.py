"""What can go wrong with an upload."""


class UploadError(ValueError):
    """The upload is not taken; the text tells the student why."""
