package club;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** An office of the club. */
public final class Office {
    private final String name;
    private final String key = UUID.randomUUID().toString().replace("-", "");

    Office(String name) {
        this.name = name;
        try {
            Files.createDirectories(Path.of("instance"));
            Files.writeString(Path.of("instance", name + ".key"), key + "\n");
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    public String getName() {
        return name;
    }

    /** With this key letters are handed to the post. */
    public String getKey() {
        return key;
    }
}
