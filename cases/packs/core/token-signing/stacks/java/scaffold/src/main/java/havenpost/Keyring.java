package havenpost;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The name of the key that signs new tokens, and every key that is in use, by name. */
record Keyring(String current, Map<String, String> keys) {
    private static final File FILE = new File("config/keys.json");

    /** The keys as they are in the file now. */
    static Keyring load() {
        try {
            return new ObjectMapper().readValue(FILE, Keyring.class);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
