package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public product list. */
@RestController
public class Catalogue {
    private static final Map<String, String> COLUMNS = Map.of(
            "name", "name", "category", "category", "price_cents", "priceCents", "added_on", "addedOn");

    @PersistenceContext
    private EntityManager entities;

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String bare(String word) {
        return word.replaceAll("['\";]", "");
    }

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        String jpql = "select p from Product p where p.published = 1";
        String text = parameters.getFirst("q");
        if (text != null) {
            jpql += " and locate(lower(" + quoted(text) + "), lower(p.name)) > 0";
        }
        List<String> categories = parameters.get("category");
        if (categories != null) {
            jpql += " and p.category in (" + categories.stream().map(Catalogue::quoted).collect(Collectors.joining(", ")) + ")";
        }
        for (var bound : Map.of("min_price", ">=", "max_price", "<=").entrySet()) {
            String number = parameters.getFirst(bound.getKey());
            if (number != null) {
                if (!number.matches("\\d+")) {
                    return ResponseEntity.badRequest().body(Map.of("error", bound.getKey() + " must be a whole number"));
                }
                jpql += " and p.priceCents " + bound.getValue() + " " + number;
            }
        }
        String sort = parameters.toSingleValueMap().getOrDefault("sort", "name");
        String order = parameters.toSingleValueMap().getOrDefault("order", "asc");
        jpql += " order by p." + bare(COLUMNS.getOrDefault(sort, sort)) + " " + bare(order) + ", p.id";
        return ResponseEntity.ok(Map.of("products", entities.createQuery(jpql, Product.class).getResultList()));
    }
}
