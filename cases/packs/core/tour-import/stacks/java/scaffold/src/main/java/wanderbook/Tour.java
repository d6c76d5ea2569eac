package wanderbook;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A tour. */
final class Tour implements Serializable {
    private static final long serialVersionUID = 7;

    private final String title;
    private final Grade grade;
    private final List<Stop> stops;

    Tour(String title, Grade grade, List<Stop> stops) {
        this.title = title;
        this.grade = grade;
        this.stops = new ArrayList<>(stops);
    }

    String title() {
        return title;
    }

    Grade grade() {
        return grade;
    }

    List<Stop> stops() {
        return stops;
    }

    int minutes() {
        return stops.stream().mapToInt(Stop::minutes).sum();
    }
}
