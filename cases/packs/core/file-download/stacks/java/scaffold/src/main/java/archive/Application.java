package archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

/** Starts the archive on 127.0.0.1:$PORT. */
public final class Application {
    interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    private Application() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        Map<String, Page> pages = Map.of(
                "/health", exchange -> Web.json(exchange, 200, Map.of("status", "up")),
                "/reports/file", Reports::download,
                "/reports/list", Reports::list);
        server.createContext("/", exchange -> answer(pages.get(exchange.getRequestURI().getPath()), exchange));
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
    }

    private static void answer(Page page, HttpExchange exchange) throws IOException {
        try {
            if (page == null || !exchange.getRequestMethod().equals("GET")) {
                Web.error(exchange, 404, "there is no such page");
            } else {
                page.answer(exchange);
            }
        } catch (IOException | RuntimeException error) {
            Web.error(exchange, 500, "something went wrong");
        } finally {
            exchange.close();
        }
    }
}
