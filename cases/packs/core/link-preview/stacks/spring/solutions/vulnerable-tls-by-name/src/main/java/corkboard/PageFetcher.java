package corkboard;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Fetches pages of the web. */
@Component
public class PageFetcher {
    private static final String USER_AGENT = "Corkboard/1.0";
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_BYTES = 200_000;
    private static final int TIMEOUT = 2_000;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** Whether an address belongs to the public internet. */
    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (address instanceof Inet6Address) {
            return (first & 0xE0) == 0x20 && !(first == 0x20 && (second == 0x01 && bytes[2] == 0 || second == 0x02));
        }
        boolean shared = first == 100 && (second & 0xC0) == 64;
        boolean local = first == 0 || address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress();
        boolean special = first == 192 && second == 0 || first == 198 && (second == 18 || second == 19);
        return first < 224 && !shared && !local && !special;
    }

    private static boolean isWeb(URI where) {
        String scheme = String.valueOf(where.getScheme()).toLowerCase();
        return (scheme.equals("http") || scheme.equals("https")) && where.getHost() != null;
    }

    /** A connection to the host, with TLS for https; nothing is sent to what is not public. */
    private static Socket connect(URI where) throws IOException {
        boolean secured = where.getScheme().equalsIgnoreCase("https");
        int port = where.getPort() != -1 ? where.getPort() : secured ? 443 : 80;
        InetAddress found = InetAddress.getByName(where.getHost());
        if (!isPublic(found)) {
            throw new IOException("this host is not fetched");
        }
        if (!secured) {
            Socket socket = new Socket();
            socket.setSoTimeout(TIMEOUT);
            socket.connect(new InetSocketAddress(found, port), TIMEOUT);
            return socket;
        }
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket covered = (SSLSocket) factory.createSocket(where.getHost(), port);
        covered.setSoTimeout(TIMEOUT);
        SSLParameters parameters = covered.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        covered.setSSLParameters(parameters);
        return covered;
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet == -1 || line.length() > 8_000) {
                throw new IOException("the answer breaks off");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    private static Map<String, String> headers(InputStream input) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(input); !line.isEmpty() && headers.size() < 100; line = line(input)) {
            int colon = Math.max(line.indexOf(':'), 0);
            headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String request(URI where) {
        String path = where.getRawPath().isEmpty() ? "/" : where.getRawPath();
        String query = where.getRawQuery() == null ? "" : "?" + where.getRawQuery();
        String host = where.getHost() + (where.getPort() == -1 ? "" : ":" + where.getPort());
        return "GET " + path + query + " HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: " + USER_AGENT + "\r\n\r\n";
    }

    /** The page at an address; throws BadAddress or PageUnavailable. */
    public Page fetchPage(String address) {
        URI where;
        try {
            where = URI.create(address);
        } catch (IllegalArgumentException error) {
            throw new BadAddress("this is no address");
        }
        if (!isWeb(where)) {
            throw new BadAddress("an address begins with http:// or https:// and a host");
        }
        try {
            for (int step = 0; step <= MAX_REDIRECTS && isWeb(where); step++) {
                try (Socket socket = connect(where)) {
                    socket.getOutputStream().write(request(where).getBytes(StandardCharsets.US_ASCII));
                    InputStream input = new BufferedInputStream(socket.getInputStream());
                    int status = Integer.parseInt(line(input).split(" ")[1]);
                    Map<String, String> headers = headers(input);
                    if (REDIRECTS.contains(status)) {
                        where = where.resolve(headers.getOrDefault("Location", ""));
                        continue;
                    }
                    MediaType type = MediaType.parseMediaType(headers.getOrDefault("Content-Type", ""));
                    if (status != 200 || !type.equalsTypeAndSubtype(MediaType.TEXT_HTML)) {
                        throw new PageUnavailable("there is no page at this address");
                    }
                    Charset charset = type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
                    return new Page(where.toString(), new String(input.readNBytes(MAX_BYTES), charset));
                }
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException error) {
            throw new PageUnavailable("the page cannot be fetched: " + error.getMessage());
        }
        throw new PageUnavailable("there are too many redirects");
    }
}
