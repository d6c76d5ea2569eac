package club;

/** The template is not well-formed; the text tells its author why. */
public class BadTemplate extends RuntimeException {
    public BadTemplate(String message) {
        super(message);
    }
}
