package ledger;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/** The invoices we have, by number. */
final class Book {
    private static final Map<String, Map<String, Object>> INVOICES = new ConcurrentHashMap<>();

    private Book() {}

    /** Take in invoices; a number that we have already is replaced. */
    static void add(List<Map<String, Object>> invoices) {
        invoices.forEach(invoice -> INVOICES.put((String) invoice.get("number"), invoice));
    }

    /** The invoice with that number. */
    static Map<String, Object> find(String number) {
        Map<String, Object> invoice = INVOICES.get(number);
        if (invoice == null) {
            throw new NoSuchElementException(number);
        }
        return invoice;
    }
}
