package wanderbook;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small picture of a photo. It lies in the cache, from which pages show it, as soon as it has been read. */
final class Thumbnail implements Serializable {
    private static final long serialVersionUID = 3;
    private static final Path CACHE = Path.of("cache").toAbsolutePath();

    private final String name;
    private final byte[] picture;

    Thumbnail(String name, byte[] picture) {
        this.name = name;
        this.picture = picture;
    }

    Path place() {
        return CACHE.resolve(name);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Files.createDirectories(CACHE);
        Files.write(place(), picture);
    }
}
