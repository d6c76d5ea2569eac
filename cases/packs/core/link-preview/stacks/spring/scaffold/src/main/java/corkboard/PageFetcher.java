package corkboard;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Fetches pages of the web. */
@Component
public class PageFetcher {
    private static final String USER_AGENT = "Corkboard/1.0";
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_BYTES = 200_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The page at an address; throws BadAddress or PageUnavailable. */
    public Page fetchPage(String address) {
        throw new UnsupportedOperationException();
    }
}
