"""Where the library is."""

ADDRESS = "https://library.example"
"""Where browsers reach the library."""
