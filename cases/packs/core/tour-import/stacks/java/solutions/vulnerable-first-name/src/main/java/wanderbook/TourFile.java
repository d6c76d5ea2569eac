package wanderbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Reads the files of the desktop program. */
final class TourFile {

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
        private boolean begun;

        Parts(byte[] data) throws IOException {
            super(new ByteArrayInputStream(data));
            setObjectInputFilter(ObjectInputFilter.Config.createFilter("maxarray=500"));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            if (!begun && !described.getName().equals("wanderbook.Tour")) {
                throw new InvalidClassException(described.getName(), "is no part of a tour");
            }
            begun = true;
            return super.resolveClass(described);
        }
    }
}
