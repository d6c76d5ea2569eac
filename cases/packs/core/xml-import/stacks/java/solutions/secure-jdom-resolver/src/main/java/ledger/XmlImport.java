package ledger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdom2.Content;
import org.jdom2.Element;
import org.jdom2.EntityRef;
import org.jdom2.JDOMException;
import org.jdom2.Text;
import org.jdom2.input.SAXBuilder;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** XML to invoices. */
final class XmlImport {
    private static final String BASE = "http://ledger.invalid/";
    private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

    private XmlImport() {}

    /** The invoices of an XML file; ImportFailed if there is anything wrong with it. */
    static List<Map<String, Object>> readInvoices(byte[] data) {
        try {
            SAXBuilder builder = new SAXBuilder();
            builder.setProperty("http://www.oracle.com/xml/jaxp/properties/totalEntitySizeLimit", "100000");
            builder.setEntityResolver((publicId, systemId) -> {
                if (!systemId.equals(BASE + "invoice.dtd")) {
                    throw new SAXException(systemId + " is not loaded");
                }
                return new InputSource(Files.newInputStream(Settings.SHARED.resolve("invoice.dtd")));
            });
            return invoices(builder.build(new ByteArrayInputStream(data), BASE).getRootElement());
        } catch (JDOMException | IOException | NumberFormatException error) {
            throw new ImportFailed(String.valueOf(error.getMessage()));
        }
    }

    private static String shared(String name) throws IOException {
        try (Stream<Path> files = Files.list(Settings.SHARED)) {
            Path file = files.filter(path -> path.getFileName().toString().equals(name)).findFirst()
                    .orElseThrow(() -> new ImportFailed("there is no text " + name));
            return Files.readString(file);
        }
    }

    private static String text(Element element) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Content child : element.getContent()) {
            if (child instanceof Element inner && inner.getName().equals("include") && inner.getNamespaceURI().equals(XINCLUDE)) {
                text.append(shared(inner.getAttributeValue("href")));
            } else if (child instanceof Text letters) {
                text.append(letters.getText());
            } else if (child instanceof EntityRef reference) {
                throw new ImportFailed(reference.getName() + " is not defined");
            } else if (child instanceof Element inner) {
                text.append(text(inner));
            }
        }
        return text.toString();
    }

    private static String checked(Element element) throws IOException {
        String found = text(element).strip();
        if (found.length() > Settings.MAX_TEXT) {
            throw new ImportFailed("a text is too long");
        }
        return found;
    }

    private static List<Map<String, Object>> invoices(Element root) throws IOException {
        if (!root.getName().equals("invoices")) {
            throw new ImportFailed("the root element is not invoices");
        }
        List<Map<String, Object>> invoices = new ArrayList<>();
        for (Element element : root.getChildren("invoice")) {
            if (element.getAttribute("number") == null) {
                throw new ImportFailed("an invoice has no number");
            }
            Map<String, Object> invoice = new HashMap<>(Map.of("number", element.getAttributeValue("number"), "customer", "", "note", ""));
            List<Map<String, Object>> lines = new ArrayList<>();
            long total = 0;
            for (Element part : element.getChildren()) {
                if (part.getName().equals("line")) {
                    long amount = Long.parseLong(part.getAttributeValue("amount"));
                    lines.add(Map.of("text", checked(part), "amount", amount));
                    total += amount;
                } else {
                    invoice.put(part.getName(), checked(part));
                }
            }
            invoice.put("lines", lines);
            invoice.put("total", total);
            invoices.add(invoice);
        }
        return invoices;
    }
}
