package corkboard;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/** Fetches pages of the web. */
@Component
public class PageFetcher {
    private static final String USER_AGENT = "Corkboard/1.0";
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_BYTES = 200_000;
    private static final Timeout TIMEOUT = Timeout.ofSeconds(2);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final CloseableHttpClient client = HttpClients.custom()
            .setUserAgent(USER_AGENT)
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new PublicHosts())
                    .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(TIMEOUT).setSocketTimeout(TIMEOUT).build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(TIMEOUT).build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .build();

    /** Finds only hosts whose addresses are all public; connections are made to what it found. */
    private static class PublicHosts extends SystemDefaultDnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] found = super.resolve(host);
            for (InetAddress address : found) {
                if (!isPublic(address)) {
                    throw new UnknownHostException("this host is not fetched");
                }
            }
            return found;
        }
    }

    /** Whether an address belongs to the public internet. */
    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (address instanceof Inet6Address) {
            return !address.isLinkLocalAddress() && !address.isSiteLocalAddress();
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
                HttpGet request = new HttpGet(where);
                try (ClassicHttpResponse answer = client.executeOpen(RoutingSupport.determineHost(request), request, null)) {
                    if (REDIRECTS.contains(answer.getCode())) {
                        where = where.resolve(String.valueOf(answer.getFirstHeader("Location").getValue()));
                        continue;
                    }
                    ContentType type = ContentType.parse(answer.getEntity().getContentType());
                    if (answer.getCode() != 200 || !ContentType.TEXT_HTML.isSameMimeType(type)) {
                        throw new PageUnavailable("there is no page at this address");
                    }
                    byte[] content = answer.getEntity().getContent().readNBytes(MAX_BYTES);
                    return new Page(where.toString(), new String(content, type.getCharset(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException | HttpException | IllegalArgumentException | NullPointerException error) {
            throw new PageUnavailable("the page cannot be fetched: " + error.getMessage());
        }
        throw new PageUnavailable("there are too many redirects");
    }
}
