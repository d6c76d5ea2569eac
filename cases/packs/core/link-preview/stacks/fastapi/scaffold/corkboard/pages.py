"""A page of the web, and what can go wrong with one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page that was fetched."""

    url: str
    html: str


class BadAddress(ValueError):
    """What somebody pasted is no address of a page."""


class PageUnavailable(Exception):
    """The page cannot be fetched, or is none."""
