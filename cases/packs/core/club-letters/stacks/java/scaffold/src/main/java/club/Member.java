package club;

import java.util.Map;

/** A member of the club; a field without a value is empty. */
public record Member(String firstName, String lastName, String city, String instrument, Office office) {
    /** The fields by the names that templates have for them. */
    public Map<String, String> fields() {
        return Map.of("first_name", firstName, "last_name", lastName, "city", city, "instrument", instrument);
    }
}
