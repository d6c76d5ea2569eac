package wanderbook;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The albums of photos that the service writes into {@code albums/} itself. */
final class Album {
    private static final Path FOLDER = Path.of("albums").toAbsolutePath();

    private Album() {}

    static void save(int number, List<Thumbnail> thumbnails) throws IOException {
        Files.createDirectories(FOLDER);
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(FOLDER.resolve(number + ".album")))) {
            out.writeInt(thumbnails.size());
            for (Thumbnail thumbnail : thumbnails) {
                out.writeObject(thumbnail);
            }
        }
    }

    static List<Thumbnail> open(int number) throws IOException, ClassNotFoundException {
        List<Thumbnail> thumbnails = new ArrayList<>();
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(FOLDER.resolve(number + ".album")))) {
            for (int left = in.readInt(); left > 0; left--) {
                thumbnails.add((Thumbnail) in.readObject());
            }
        }
        return thumbnails;
    }
}
