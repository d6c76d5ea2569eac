package wanderbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/** What the web pages call. */
public final class Wanderbook {
    private static final Map<String, Tour> TOURS = new ConcurrentHashMap<>();

    private Wanderbook() {}

    /** Keep the tour of a file that the desktop program saved, and show it. */
    public static Map<String, Object> importTour(byte[] data) {
        Tour tour = TourFile.read(data);
        List<Map<String, Object>> stops = new ArrayList<>();
        for (Stop stop : tour.stops()) {
            Map<String, Object> shown = new HashMap<>();
            shown.put("name", stop.name());
            shown.put("minutes", stop.minutes());
            shown.put("height", stop.height());
            stops.add(shown);
        }
        TOURS.put(tour.title(), tour);
        return Map.of("title", tour.title(), "grade", tour.grade().name(), "minutes", tour.minutes(), "stops", stops);
    }

    /** How long the tour with that title takes. */
    public static int minutesOf(String title) {
        Tour tour = TOURS.get(title);
        if (tour == null) {
            throw new NoSuchElementException(title);
        }
        return tour.minutes();
    }
}
