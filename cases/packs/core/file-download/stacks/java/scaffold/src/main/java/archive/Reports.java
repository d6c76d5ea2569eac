package archive;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** The two routes of the archive. */
final class Reports {
    private Reports() {}

    /** Answers with the bytes of one report. */
    static void download(HttpExchange exchange) throws IOException {
        Web.error(exchange, 501, "not built yet");
    }

    /** Answers with the names in one folder. */
    static void list(HttpExchange exchange) throws IOException {
        Web.error(exchange, 501, "not built yet");
    }
}
