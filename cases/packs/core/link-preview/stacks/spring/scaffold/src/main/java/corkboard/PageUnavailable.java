package corkboard;

/** The page cannot be fetched, or is none. */
public class PageUnavailable extends RuntimeException {
    public PageUnavailable(String message) {
        super(message);
    }
}
