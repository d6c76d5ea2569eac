package vetloop.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import org.dom4j.io.SAXReader;
import org.jdom2.input.SAXBuilder;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;
import vetloop.driver.Driver;

/**
 * Does once what plain projects do, so that the class-data archive made of it holds the classes they need. No part of a
 * judgement.
 */
public final class PlainTraining {
    private static final String XML = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a d=\"e\"><f>&b;</f></a>";

    private PlainTraining() {}

    public static void main(String[] arguments) throws Exception {
        serveCalls();
        readXml();
        askDatabase();
        useFiles();
        serveHttp();
        System.exit(0);
    }

    /** Called through the driver. */
    public static Map<String, Object> answer(List<String> words, byte[] data, long number) {
        Map<String, Object> found = new TreeMap<>();
        found.put("words", words.stream().map(String::strip).sorted().collect(Collectors.toList()));
        found.put("data", data);
        found.put("text", String.format("%s: %05d", words.get(0), number));
        return found;
    }

    private static void serveCalls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            Socket connection = server.accept();
            Thread judge = new Thread(() -> ask(client));
            judge.start();
            Driver.serve(connection, PlainTraining.class.getName());
            judge.join();
        }
    }

    private static void ask(Socket client) {
        String good = "{\"id\":1,\"call\":\"answer\",\"args\":[[\"a\",\"b\"],{\"$bytes\":\"AAAA\"},7]}";
        String bad = "{\"id\":2,\"call\":\"answer\",\"args\":[1.5,null,{\"$int\":\"99999999999999999999\"}]}";
        try (client) {
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(in.readInt());
            for (String request : List.of(good, bad)) {
                out.writeInt(request.length());
                out.write(request.getBytes(StandardCharsets.UTF_8));
                in.readNBytes(in.readInt());
            }
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    private static void readXml() throws Exception {
        byte[] data = XML.getBytes(StandardCharsets.UTF_8);
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        documents.setXIncludeAware(true);
        documents.newDocumentBuilder().parse(new ByteArrayInputStream(data)).getDocumentElement().getTextContent();
        SAXParserFactory.newInstance().newSAXParser().parse(new ByteArrayInputStream(data), new DefaultHandler());
        var events = XMLInputFactory.newInstance().createXMLEventReader(new ByteArrayInputStream(data));
        while (events.hasNext()) {
            events.nextEvent();
        }
        new SAXReader().read(new InputSource(new StringReader(XML))).getRootElement().elements();
        new SAXBuilder().build(new StringReader(XML)).getRootElement().getChildren();
    }

    private static void askDatabase() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:training", "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("create table item (id bigint primary key, name varchar(100), price int)");
            statement.execute("insert into item values (1, 'a', 2), (2, 'b', 3)");
            String select = "select id, name from item where lower(name) like ? escape '!' order by price desc limit 5";
            try (var prepared = connection.prepareStatement(select)) {
                prepared.setString(1, "%a%");
                try (var rows = prepared.executeQuery()) {
                    while (rows.next()) {
                        rows.getString("name");
                    }
                }
            }
        }
    }

    private static void useFiles() throws Exception {
        Path folder = Files.createTempDirectory("training");
        Path archive = folder.resolve("a.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("b/c.txt"));
            zip.write(new byte[10]);
        }
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            Files.write(folder.resolve(Path.of(zip.getNextEntry().getName()).getFileName()), zip.readAllBytes());
        }
        var saved = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(saved)) {
            out.writeObject(new ArrayList<>(List.of("a", 1L, Map.of("b", 2))));
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(saved.toByteArray()))) {
            in.readObject();
        }
        try (var listed = Files.walk(folder)) {
            for (Path path : listed.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        ObjectMapper mapper = new ObjectMapper();
        mapper.readTree(mapper.writeValueAsBytes(Map.of("a", List.of(1, "b")))).get("a");
    }

    private static void serveHttp() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a?b=c");
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.getInputStream().readAllBytes();
    }
}
