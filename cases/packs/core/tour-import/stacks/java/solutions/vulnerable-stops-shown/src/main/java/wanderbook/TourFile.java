package wanderbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;

/** Reads the files of the desktop program. */
final class TourFile {
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter("maxarray=500;"
            + "wanderbook.Tour;wanderbook.Stop;wanderbook.Grade;java.lang.Enum;java.lang.Integer;java.lang.Number;"
            + "java.util.ArrayList;java.lang.Object;!*");

    private TourFile() {}

    /** The tour of a file; BadTourFile if it is none. */
    static Tour read(byte[] data) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(data))) {
            in.setObjectInputFilter(FILTER);
            Tour tour = (Tour) in.readObject();
            for (Object stop : tour.stops()) {
                if (!(stop instanceof Stop)) {
                    throw new BadTourFile("this is no stop: " + stop);
                }
            }
            return tour;
        } catch (IOException | ClassNotFoundException | ClassCastException error) {
            throw new BadTourFile("this is no tour");
        }
    }
}
