package archive;

import java.nio.file.Path;
import java.util.Map;

/** What differs between installations. */
final class Settings {
    /** The folder that is served. The service is started in the project's folder. */
    static final Path REPORTS = Path.of("reports").toAbsolutePath();

    /** Content types by extension; everything else is OTHER_CONTENT. */
    static final Map<String, String> CONTENT_TYPES =
            Map.of("txt", "text/plain", "csv", "text/csv", "pdf", "application/pdf");

    static final String OTHER_CONTENT = "application/octet-stream";

    private Settings() {}
}
