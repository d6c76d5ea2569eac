package wanderbook;

/** The file is not imported; the text tells the hiker why. */
public class BadTourFile extends RuntimeException {
    public BadTourFile(String message) {
        super(message);
    }
}
