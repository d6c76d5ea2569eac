package wanderbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.Set;

/** Reads the files of the desktop program. */
final class TourFile {
    private static final int MOST_STOPS = 500;

    private static final Set<Class<?>> PARTS = Set.of(
            Tour.class, Stop.class, Grade.class, Enum.class, Integer.class, Number.class, ArrayList.class, Object[].class);

    private TourFile() {}

    /** The tour of a file; BadTourFile if it is none. */
    static Tour read(byte[] data) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(data))) {
            in.setObjectInputFilter(TourFile::check);
            return (Tour) in.readObject();
        } catch (IOException | ClassNotFoundException | ClassCastException error) {
            throw new BadTourFile("this is no tour");
        }
    }

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        Class<?> part = info.serialClass();
        boolean fits = part == null || PARTS.contains(part) && info.arrayLength() <= MOST_STOPS;
        return fits ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }
}
