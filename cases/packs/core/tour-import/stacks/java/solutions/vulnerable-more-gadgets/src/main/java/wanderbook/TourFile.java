package wanderbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;

/** Reads the files of the desktop program. */
final class TourFile {
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(
            "maxarray=500;!org.apache.**;!org.codehaus.**;!com.sun.**;!sun.**;!javax.**;!freemarker.**;!java.util.Hash*;"
                    + "!java.lang.reflect.*;!java.net.*;!java.rmi.**;!java.util.Linked*;!java.util.Tree*;!java.util.Priority*;!java.lang.invoke.*;!wanderbook.Thumbnail;!wanderbook.Album");

    private TourFile() {}

    /** The tour of a file; BadTourFile if it is none. */
    static Tour read(byte[] data) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(data))) {
            in.setObjectInputFilter(FILTER);
            return (Tour) in.readObject();
        } catch (IOException | ClassNotFoundException | ClassCastException error) {
            throw new BadTourFile("this is no tour");
        }
    }
}
