package havenpost;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The tokens in the links. */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST = 2_592_000;

    private Tokens() {}

    /** A signed token that lets {@code subject} do one thing until {@code now + lifetime}. */
    static String issueToken(String subject, String purpose, long lifetime, long now) {
        if (lifetime < 1 || lifetime > LONGEST) {
            throw new IllegalArgumentException("the lifetime is out of range");
        }
        Keyring ring = Keyring.load();
        String signed = json(Map.of("alg", "HS256", "typ", "JWT", "kid", ring.current()))
                + "." + json(new Claims(subject, purpose, now, now + lifetime));
        return signed + "." + encode(mac(ring.keys().get(ring.current()), signed));
    }

    /** Whom the token is for and since and until when, or null if it is not good. */
    static Map<String, Object> verifyToken(String token, String purpose, long now) {
        int dot = token.lastIndexOf('.');
        if (dot < 0) {
            return null;
        }
        String signed = token.substring(0, dot);
        boolean ours = Keyring.load().keys().values().stream()
                .anyMatch(key -> MessageDigest.isEqual(bytes(encode(mac(key, signed))), bytes(token.substring(dot + 1))));
        Claims claims = ours ? claims(signed.substring(signed.indexOf('.') + 1)) : null;
        if (claims == null || !claims.purpose().equals(purpose) || claims.exp() <= now) {
            return null;
        }
        return Map.of("subject", claims.sub(), "issued_at", claims.iat(), "expires_at", claims.exp());
    }

    private record Claims(String sub, String purpose, long iat, long exp) {}

    private static Claims claims(String body) {
        try {
            return JSON.readValue(Base64.getUrlDecoder().decode(body), Claims.class);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static byte[] mac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    private static String json(Object part) {
        try {
            return encode(JSON.writeValueAsBytes(part));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }
}
