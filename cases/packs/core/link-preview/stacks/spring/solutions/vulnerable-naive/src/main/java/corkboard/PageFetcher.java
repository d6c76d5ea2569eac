package corkboard;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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

    private static boolean isWeb(URL url) {
        return (url.getProtocol().equals("http") || url.getProtocol().equals("https")) && !url.getHost().isEmpty();
    }

    private static HttpURLConnection open(URL url) throws IOException {
        if (!isWeb(url)) {
            throw new PageUnavailable("this is no address of a page");
        }
        String file = url.getFile().startsWith("/") ? url.getFile() : "/" + url.getFile();
        HttpURLConnection connection = (HttpURLConnection) new URL(url, file).openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        connection.setRequestProperty("User-Agent", USER_AGENT);
        return connection;
    }

    private static String text(HttpURLConnection connection) throws IOException {
        MediaType type = MediaType.parseMediaType(String.valueOf(connection.getContentType()));
        if (!type.equalsTypeAndSubtype(MediaType.TEXT_HTML)) {
            throw new PageUnavailable("there is no page at this address");
        }
        Charset charset = type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
        try (InputStream content = connection.getInputStream()) {
            return new String(content.readNBytes(MAX_BYTES), charset);
        }
    }

    /** The page at an address; throws BadAddress or PageUnavailable. */
    public Page fetchPage(String address) {
        URL url;
        try {
            url = new URL(address);
        } catch (MalformedURLException error) {
            throw new BadAddress("this is no address");
        }
        if (!isWeb(url)) {
            throw new BadAddress("an address begins with http:// or https:// and a host");
        }
        try {
            String shown = address;
            for (int step = 0; step <= MAX_REDIRECTS; step++) {
                HttpURLConnection connection = open(url);
                try {
                    int status = connection.getResponseCode();
                    if (REDIRECTS.contains(status)) {
                        url = new URL(url, String.valueOf(connection.getHeaderField("Location")));
                        shown = url.toString();
                    } else if (status == 200) {
                        return new Page(shown, text(connection));
                    } else {
                        throw new PageUnavailable("there is no page at this address");
                    }
                } finally {
                    connection.disconnect();
                }
            }
        } catch (IOException | IllegalArgumentException error) {
            throw new PageUnavailable("the page cannot be fetched: " + error.getMessage());
        }
        throw new PageUnavailable("there are too many redirects");
    }
}
