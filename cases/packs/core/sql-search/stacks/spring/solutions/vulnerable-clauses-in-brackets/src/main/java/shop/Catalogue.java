package shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public product list. */
@RestController
public class Catalogue {
    private static final Map<String, String> COLUMNS = Map.of(
            "name", "name", "category", "category", "price_cents", "price_cents", "added_on", "added_on");

    private final JdbcTemplate database;

    public Catalogue(JdbcTemplate database) {
        this.database = database;
    }

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        StringBuilder sql = new StringBuilder("SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1");
        List<Object> values = new ArrayList<>();
        String text = parameters.getFirst("q");
        if (text != null) {
            sql.append(" AND (INSTR(LOWER(name), LOWER('").append(text).append("')) > 0)");
        }
        List<String> categories = parameters.getOrDefault("category", List.of());
        if (!categories.isEmpty()) {
            sql.append(" AND category IN (?").append(", ?".repeat(categories.size() - 1)).append(")");
            values.addAll(categories);
        }
        for (var bound : Map.of("min_price", ">=", "max_price", "<=").entrySet()) {
            String number = parameters.getFirst(bound.getKey());
            if (number != null) {
                try {
                    values.add(Long.parseLong(number));
                } catch (NumberFormatException error) {
                    return ResponseEntity.badRequest().body(Map.of("error", bound.getKey() + " must be a whole number"));
                }
                sql.append(" AND price_cents ").append(bound.getValue()).append(" ?");
            }
        }
        String column = COLUMNS.getOrDefault(String.valueOf(parameters.getFirst("sort")), "name");
        String direction = "desc".equals(parameters.getFirst("order")) ? " DESC" : " ASC";
        sql.append(" ORDER BY ").append(column).append(direction).append(", id");
        return ResponseEntity.ok(Map.of("products", database.query(sql.toString(), Product.FROM_ROW, values.toArray())));
    }
}
