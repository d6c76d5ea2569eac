package ledger;

import java.nio.file.Path;

/** Where things are. */
final class Settings {
    static final Path SHARED = Path.of("shared").toAbsolutePath();
    static final int MAX_TEXT = 10_000;

    private Settings() {}
}
