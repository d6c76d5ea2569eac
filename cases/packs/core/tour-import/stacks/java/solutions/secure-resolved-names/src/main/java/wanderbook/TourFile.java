package wanderbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Set;

/** Reads the files of the desktop program. */
final class TourFile {
    private static final Set<String> PARTS = Set.of(
            "wanderbook.Tour",
            "wanderbook.Stop",
            "wanderbook.Grade",
            "java.lang.Enum",
            "java.lang.Integer",
            "java.lang.Number",
            "java.util.ArrayList");

    private TourFile() {}

    /** The tour of a file; BadTourFile if it is none. */
    static Tour read(byte[] data) {
        try (ObjectInputStream in = new Parts(data)) {
            return (Tour) in.readObject();
        } catch (IOException | ClassNotFoundException | ClassCastException error) {
            throw new BadTourFile("this is no tour");
        }
    }

    private static final class Parts extends ObjectInputStream {
        Parts(byte[] data) throws IOException {
            super(new ByteArrayInputStream(data));
            setObjectInputFilter(ObjectInputFilter.Config.createFilter("maxarray=500"));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            if (!PARTS.contains(described.getName())) {
                throw new InvalidClassException(described.getName(), "is no part of a tour");
            }
            return super.resolveClass(described);
        }
    }
}
