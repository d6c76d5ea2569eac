package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
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
    @PersistenceContext
    private EntityManager entities;

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        StringBuilder sql = new StringBuilder("select * from products where published = 1");
        Map<String, Object> values = new HashMap<>();
        String text = parameters.getFirst("q");
        if (text != null) {
            sql.append(" and locate(lower(:text), lower(name)) > 0");
            values.put("text", text);
        }
        List<String> categories = parameters.get("category");
        if (categories != null) {
            sql.append(" and category in (:categories)");
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
                sql.append(" and price_cents ").append(bound.getValue()).append(" :").append(bound.getKey());
            }
        }
        String sort = parameters.toSingleValueMap().getOrDefault("sort", "name");
        String order = parameters.toSingleValueMap().getOrDefault("order", "asc");
        sql.append(" order by ").append(sort).append(" ").append(order).append(", id");
        Query query = entities.createNativeQuery(sql.toString(), Product.class);
        values.forEach(query::setParameter);
        return ResponseEntity.ok(Map.of("products", query.getResultList()));
    }
}
