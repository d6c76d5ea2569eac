package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public product list. */
@RestController
public class Catalogue {
    @PersistenceContext
    private EntityManager entities;

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        return ResponseEntity.ok(Map.of("products", List.of()));
    }
}
