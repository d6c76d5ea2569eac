package school;

import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/** One shape for errors: an object with an {@code error} text. */
@RestControllerAdvice
public class Errors {
    @ExceptionHandler
    public ResponseEntity<Map<String, String>> refused(ResponseStatusException problem) {
        return ResponseEntity.status(problem.getStatusCode()).body(Map.of("error", String.valueOf(problem.getReason())));
    }

    @ExceptionHandler
    public ResponseEntity<Map<String, String>> unreadable(HttpMessageNotReadableException problem) {
        return ResponseEntity.badRequest().body(Map.of("error", "the body cannot be read"));
    }
}
