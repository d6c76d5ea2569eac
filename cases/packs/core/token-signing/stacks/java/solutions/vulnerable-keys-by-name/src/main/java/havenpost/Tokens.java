package havenpost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The tokens in the links. */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST = 2_592_000;

    private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

    private Tokens() {}

    /** A signed token that lets {@code subject} do one thing until {@code now + lifetime}. */
    static String issueToken(String subject, String purpose, long lifetime, long now) {
        if (lifetime < 1 || lifetime > LONGEST) {
            throw new IllegalArgumentException("the lifetime is out of range");
        }
        Keyring ring = Keyring.load();
        try {
            String signed = encode(JSON.writeValueAsBytes(Map.of("alg", "HS256", "typ", "JWT", "kid", ring.current())))
                    + "." + encode(JSON.writeValueAsBytes(
                            Map.of("sub", subject, "purpose", purpose, "iat", now, "exp", now + lifetime)));
            return signed + "." + encode(mac(ring.keys().get(ring.current()), signed));
        } catch (IOException | GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Whom the token is for and since and until when, or null if it is not good. */
    static Map<String, Object> verifyToken(String token, String purpose, long now) {
        try {
            String[] parts = token.split("\\.", 3);
            JsonNode header = JSON.readTree(decode(parts[0]));
            String name = header.path("kid").asText();
            String key = Keyring.load().keys().get(name);
            if (key == null) {
                return null;
            }
            byte[] expected = mac(KEYS.computeIfAbsent(name, unused -> key), parts[0] + "." + parts[1]);
            if (!MessageDigest.isEqual(expected, decode(parts[2]))) {
                return null;
            }
            JsonNode claims = JSON.readTree(decode(parts[1]));
            long end = claims.path("exp").asLong();
            if (!purpose.equals(claims.path("purpose").asText()) || now >= end) {
                return null;
            }
            return Map.of(
                    "subject", claims.path("sub").asText(), "issued_at", claims.path("iat").asLong(), "expires_at", end);
        } catch (IOException | GeneralSecurityException | RuntimeException error) {
            return null;
        }
    }

    private static byte[] mac(String key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
