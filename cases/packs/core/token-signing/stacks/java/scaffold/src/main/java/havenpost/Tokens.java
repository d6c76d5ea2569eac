package havenpost;

import java.util.Map;

/** The tokens in the links. */
final class Tokens {
    private Tokens() {}

    /** A signed token that lets {@code subject} do one thing until {@code now + lifetime}. */
    static String issueToken(String subject, String purpose, long lifetime, long now) {
        throw new UnsupportedOperationException();
    }

    /** Whom the token is for and since and until when, or null if it is not good. */
    static Map<String, Object> verifyToken(String token, String purpose, long now) {
        throw new UnsupportedOperationException();
    }
}
