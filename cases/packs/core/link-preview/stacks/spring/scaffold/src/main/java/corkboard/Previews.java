package corkboard;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The routes of Corkboard. */
@RestController
@RequestMapping("/api")
public class Previews {
    private final PageFetcher fetcher;

    public Previews(PageFetcher fetcher) {
        this.fetcher = fetcher;
    }

    record Link(String url) {}

    /** Whether the service runs. */
    @GetMapping("/health")
    public Map<String, String> health() {
        return Map.of("status", "ok");
    }

    /** Title and description of the page behind a link. */
    @PostMapping("/previews")
    public Map<String, String> preview(@RequestBody Link link) {
        if (link.url() == null) {
            throw new BadAddress("there is no address");
        }
        Page page = fetcher.fetchPage(link.url());
        Metadata metadata = Metadata.of(page.html());
        return Map.of("url", page.url(), "title", metadata.title(), "description", metadata.description());
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    public Map<String, String> bad(BadAddress problem) {
        return Map.of("error", String.valueOf(problem.getMessage()));
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_GATEWAY)
    public Map<String, String> unavailable(PageUnavailable problem) {
        return Map.of("error", String.valueOf(problem.getMessage()));
    }
}
