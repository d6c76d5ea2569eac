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
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.ext.DefaultHandler2;

/** XML to invoices. */
final class XmlImport extends DefaultHandler2 {
    private final List<Map<String, Object>> invoices = new ArrayList<>();
    private Map<String, Object> invoice;
    private List<Map<String, Object>> lines;
    private StringBuilder text;
    private long amount;
    private long total;
    private int depth;
    private int skipped;

    private XmlImport() {}

    /** The invoices of an XML file; ImportFailed if there is anything wrong with it. */
    static List<Map<String, Object>> readInvoices(byte[] data) {
        XmlImport handler = new XmlImport();
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            SAXParser parser = factory.newSAXParser();
            parser.parse(new ByteArrayInputStream(data), handler);
        } catch (SAXException | IOException | ParserConfigurationException | NumberFormatException error) {
            throw new ImportFailed(String.valueOf(error.getMessage()));
        }
        return handler.invoices;
    }

    @Override
    public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId)
            throws SAXException, IOException {
        if (!systemId.equals("invoice.dtd")) {
            throw new SAXException(systemId + " is not loaded");
        }
        return new InputSource(Files.newInputStream(Settings.SHARED.resolve("invoice.dtd")));
    }

    @Override
    public void skippedEntity(String name) throws SAXException {
        throw new SAXException(name + " is not defined");
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes) throws SAXException {
        if (skipped > 0 || uri.equals("http://www.w3.org/2001/XInclude") && local.equals("include")) {
            if (skipped++ == 0 && text != null) {
                text.append(shared(attributes.getValue("href")));
            }
            return;
        }
        depth++;
        if (depth == 1 && !local.equals("invoices")) {
            throw new SAXException("the root element is not invoices");
        }
        if (depth == 2 && local.equals("invoice")) {
            if (attributes.getValue("number") == null) {
                throw new SAXException("an invoice has no number");
            }
            invoice = new HashMap<>(Map.of("number", attributes.getValue("number"), "customer", "", "note", ""));
            lines = new ArrayList<>();
            total = 0;
        }
        if (depth == 3 && invoice != null) {
            text = new StringBuilder();
            amount = local.equals("line") ? Long.parseLong(attributes.getValue("amount")) : 0;
        }
    }

    @Override
    public void characters(char[] letters, int start, int length) {
        if (text != null && skipped == 0) {
            text.append(letters, start, length);
        }
    }

    @Override
    public void endElement(String uri, String local, String name) throws SAXException {
        if (skipped > 0) {
            skipped--;
            return;
        }
        if (depth == 3 && invoice != null) {
            String found = text.toString().strip();
            text = null;
            if (found.length() > Settings.MAX_TEXT) {
                throw new SAXException("a text is too long");
            }
            if (local.equals("line")) {
                lines.add(Map.of("text", found, "amount", amount));
                total += amount;
            } else {
                invoice.put(local, found);
            }
        }
        if (depth == 2 && invoice != null) {
            invoice.put("lines", lines);
            invoice.put("total", total);
            invoices.add(invoice);
            invoice = null;
        }
        depth--;
    }

    private static String shared(String name) throws SAXException {
        try (Stream<Path> files = Files.list(Settings.SHARED)) {
            Path file = files.filter(path -> path.getFileName().toString().equals(name)).findFirst()
                    .orElseThrow(() -> new SAXException("there is no text " + name));
            return Files.readString(file);
        } catch (IOException error) {
            throw new SAXException(error);
        }
    }
}
