package club;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** What the web pages call. */
public final class Club {
    private static final Office OFFICE = new Office("office");
    private static final List<Member> MEMBERS = new ArrayList<>();

    private Club() {}

    /** Take somebody in; the number of the member. */
    public static synchronized int addMember(Map<String, String> fields) {
        MEMBERS.add(new Member(
                fields.getOrDefault("first_name", ""),
                fields.getOrDefault("last_name", ""),
                fields.getOrDefault("city", ""),
                fields.getOrDefault("instrument", ""),
                OFFICE));
        return MEMBERS.size() - 1;
    }

    /** The letter to a member. */
    public static String letter(String template, int number) {
        if (number < 0 || number >= MEMBERS.size()) {
            throw new NoSuchElementException("there is no member " + number);
        }
        return Letters.write(template, MEMBERS.get(number));
    }
}
