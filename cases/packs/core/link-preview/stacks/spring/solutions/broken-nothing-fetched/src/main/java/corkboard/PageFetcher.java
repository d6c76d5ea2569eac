package corkboard;

import org.springframework.stereotype.Component;

/** Fetches pages of the web. */
@Component
public class PageFetcher {
    /** The page at an address; throws BadAddress or PageUnavailable. */
    public Page fetchPage(String address) {
        if (!address.startsWith("http://") && !address.startsWith("https://")) {
            throw new BadAddress("an address begins with http:// or https://");
        }
        throw new PageUnavailable("this page is not fetched");
    }
}
