"""Fetching pages of the web."""

from corkboard.pages import BadAddress, Page, PageUnavailable


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    if not url.startswith(("http://", "https://")):
        raise BadAddress("an address begins with http:// or https://")
    raise PageUnavailable("this page is not fetched")
