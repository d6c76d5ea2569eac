package corkboard;

/** What somebody pasted is no address of a page. */
public class BadAddress extends RuntimeException {
    public BadAddress(String message) {
        super(message);
    }
}
