package ledger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.EntityReference;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.ext.DefaultHandler2;

/** XML to invoices. */
final class XmlImport {
    private XmlImport() {}

    /** The invoices of an XML file; ImportFailed if there is anything wrong with it. */
    static List<Map<String, Object>> readInvoices(byte[] data) {
        try {
            Element root = parse(data);
            if (!root.getTagName().equals("invoices")) {
                throw new ImportFailed("the root element is not invoices");
            }
            List<Map<String, Object>> invoices = new ArrayList<>();
            for (Element element : children(root, "invoice")) {
                invoices.add(invoice(element));
            }
            return invoices;
        } catch (SAXException | IOException | ParserConfigurationException | NumberFormatException error) {
            throw new ImportFailed(String.valueOf(error.getMessage()));
        }
    }

    private static Element parse(byte[] data) throws SAXException, IOException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setExpandEntityReferences(false);
        factory.setAttribute("jdk.xml.totalEntitySizeLimit", "200000");
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        builder.setEntityResolver(new DefaultHandler2() {
            @Override
            public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId)
                    throws SAXException, IOException {
                if (!systemId.equals("invoice.dtd")) {
                    throw new SAXException(systemId + " is not loaded");
                }
                return new InputSource(Files.newInputStream(Settings.SHARED.resolve("invoice.dtd")));
            }
        });
        return builder.parse(new ByteArrayInputStream(data)).getDocumentElement();
    }

    private static Map<String, Object> invoice(Element element) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        long total = 0;
        for (Element line : children(element, "line")) {
            long amount = Long.parseLong(line.getAttribute("amount"));
            lines.add(Map.of("text", text(line), "amount", amount));
            total += amount;
        }
        if (!element.hasAttribute("number")) {
            throw new ImportFailed("an invoice has no number");
        }
        return Map.of(
                "number", element.getAttribute("number"),
                "customer", first(element, "customer"),
                "note", first(element, "note"),
                "lines", lines,
                "total", total);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String first(Element parent, String name) throws IOException {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : text(found.get(0));
    }

    private static String text(Element element) throws IOException {
        StringBuilder text = new StringBuilder();
        collect(element, text);
        String found = text.toString().strip();
        if (found.length() > Settings.MAX_TEXT) {
            throw new ImportFailed("a text is too long");
        }
        return found;
    }

    private static void collect(Node parent, StringBuilder text) throws IOException {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(node.getNodeValue());
            } else if (node instanceof Element element && "include".equals(element.getLocalName())
                    && "http://www.w3.org/2001/XInclude".equals(element.getNamespaceURI())) {
                text.append(shared(element.getAttribute("href")));
            } else if (node instanceof EntityReference reference && !defined(reference)) {
                throw new ImportFailed(reference.getNodeName() + " is not defined");
            } else {
                collect(node, text);
            }
        }
    }

    private static boolean defined(EntityReference reference) {
        var type = reference.getOwnerDocument().getDoctype();
        return type != null && type.getEntities().getNamedItem(reference.getNodeName()) != null;
    }

    private static String shared(String name) throws IOException {
        try (Stream<Path> files = Files.list(Settings.SHARED)) {
            Set<String> names = files.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
            if (!names.contains(name)) {
                throw new ImportFailed("there is no text " + name);
            }
        }
        return Files.readString(Settings.SHARED.resolve(name));
    }
}
