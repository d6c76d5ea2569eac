package corkboard;

import org.springframework.stereotype.Component;

/** Fetches pages of the web. */
@Component
public class PageFetcher {
    /** The page at an address; throws BadAddress or PageUnavailable. */
    public Page fetchPage(String address) {
        return new Page(address, "<title>" + address + "</title>");
    }
}
