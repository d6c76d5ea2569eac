package archive;

import com.sun.net.httpserver.HttpExchange;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two routes of the archive. */
final class Reports {
    private Reports() {}

    /** The path of a name in the archive, or null if it has none. */
    private static Path located(String name) throws IOException {
        File top = Settings.REPORTS.toFile().getCanonicalFile();
        File file = new File(top, name).getCanonicalFile();
        boolean inside = file.equals(top) || file.getPath().startsWith(top.getPath() + File.separator);
        return inside ? file.toPath() : null;
    }

    /** Answers with the bytes of one report. */
    static void download(HttpExchange exchange) throws IOException {
        String name = Web.parameter(exchange, "name");
        if (name.isEmpty()) {
            Web.error(exchange, 400, "name is missing");
            return;
        }
        Path file = located(name);
        if (file == null || !Files.isRegularFile(file)) {
            Web.error(exchange, 404, "no such report");
            return;
        }
        String extension = name.substring(name.lastIndexOf('.') + 1);
        String type = Settings.CONTENT_TYPES.getOrDefault(extension, Settings.OTHER_CONTENT);
        Web.bytes(exchange, 200, type, Files.readAllBytes(file));
    }

    /** Answers with the names in one folder. */
    static void list(HttpExchange exchange) throws IOException {
        Path folder = located(Web.parameter(exchange, "folder"));
        if (folder == null || !Files.isDirectory(folder)) {
            Web.error(exchange, 404, "no such folder");
            return;
        }
        List<String> folders = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (File entry : folder.toFile().listFiles()) {
            (entry.isDirectory() ? folders : files).add(entry.getName());
        }
        folders.sort(null);
        files.sort(null);
        Web.json(exchange, 200, Map.of("folders", folders, "files", files));
    }
}
