package havenpost;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Builds the links in mails and says what a followed link is for. */
public final class Links {
    private static final String BASE = "https://post.haven.example/";
    private static final String PARAMETER = "token=";
    private static final int HOUR = 3600;
    private static final Map<String, Integer> LIFETIMES =
            Map.of("reset-password", HOUR, "confirm-address", 48 * HOUR, "stop-newsletter", 720 * HOUR);

    private Links() {}

    /** A link that lets {@code subject} do one thing. */
    public static String linkFor(String subject, String purpose) {
        String token = Tokens.issueToken(subject, purpose, LIFETIMES.get(purpose), Instant.now().getEpochSecond());
        return BASE + purpose + "?" + PARAMETER + URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    /** Whom a followed link is for, if it is good; otherwise null. */
    public static String followed(String link) {
        URI address = URI.create(link);
        String query = String.valueOf(address.getRawQuery());
        String token = query.startsWith(PARAMETER) ? query.substring(PARAMETER.length()) : "";
        String text = URLDecoder.decode(token, StandardCharsets.UTF_8);
        Map<String, Object> found = Tokens.verifyToken(text, address.getPath().substring(1), Instant.now().getEpochSecond());
        return found == null ? null : (String) found.get("subject");
    }
}
