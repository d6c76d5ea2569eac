package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
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
    private static final Map<String, String> COLUMNS = Map.of(
            "name", "name", "category", "category", "price_cents", "priceCents", "added_on", "addedOn");

    @PersistenceContext
    private EntityManager entities;

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        StringBuilder jpql = new StringBuilder("select p from Product p where p.published = 1");
        Map<String, Object> values = new HashMap<>();
        String text = parameters.getFirst("q");
        if (text != null) {
            String pattern = text.replaceAll("[!%_]", "!$0");
            jpql.append(" and lower(p.name) like lower(concat('%', '").append(pattern).append("', '%')) escape '!'");
        }
        List<String> categories = parameters.get("category");
        if (categories != null) {
            jpql.append(" and p.category in :categories");
            values.put("categories", categories);
        }
        for (var bound : Map.of("min_price", ">=", "max_price", "<=").entrySet()) {
            String number = parameters.getFirst(bound.getKey());
            if (number != null) {
                try {
                    values.put(bound.getKey(), Long.parseLong(number));
                } catch (NumberFormatException error) {
                    return ResponseEntity.badRequest().body(Map.of("error", bound.getKey() + " must be a whole number"));
                }
                jpql.append(" and p.priceCents ").append(bound.getValue()).append(" :").append(bound.getKey());
            }
        }
        String direction = "desc".equals(parameters.getFirst("order")) ? " desc" : " asc";
        String column = COLUMNS.getOrDefault(String.valueOf(parameters.getFirst("sort")), "name");
        jpql.append(" order by p.").append(column).append(direction).append(", p.id");
        TypedQuery<Product> query = entities.createQuery(jpql.toString(), Product.class);
        values.forEach(query::setParameter);
        return ResponseEntity.ok(Map.of("products", query.getResultList()));
    }
}
