package ledger;

import java.util.List;
import java.util.Map;

/** The ledger: what the web front end calls. */
public final class Ledger {
    private Ledger() {}

    /** Add the invoices of an XML file and return them. */
    public static List<Map<String, Object>> importInvoices(byte[] data) {
        List<Map<String, Object>> invoices = XmlImport.readInvoices(data);
        Book.add(invoices);
        return invoices;
    }

    /** Total of an invoice that was imported. */
    public static long totalOf(String number) {
        return ((Number) Book.find(number).get("total")).longValue();
    }
}
