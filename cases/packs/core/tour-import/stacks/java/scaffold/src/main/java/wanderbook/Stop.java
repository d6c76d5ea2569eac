package wanderbook;

import java.io.Serializable;

/** A place on the way. */
final class Stop implements Serializable {
    private static final long serialVersionUID = 2;

    private final String name;
    private final int minutes;
    private final Integer height;

    /** {@code minutes} from the stop before; {@code height} above the sea in metres, or null. */
    Stop(String name, int minutes, Integer height) {
        this.name = name;
        this.minutes = minutes;
        this.height = height;
    }

    String name() {
        return name;
    }

    int minutes() {
        return minutes;
    }

    Integer height() {
        return height;
    }
}
