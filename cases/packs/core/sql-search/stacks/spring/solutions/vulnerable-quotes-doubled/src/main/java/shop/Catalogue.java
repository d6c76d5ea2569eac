package shop;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public product list. */
@RestController
public class Catalogue {
    private final JdbcTemplate database;

    public Catalogue(JdbcTemplate database) {
        this.database = database;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String bare(String word) {
        return word.replaceAll("['\";]", "");
    }

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        String sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1";
        String text = parameters.getFirst("q");
        if (text != null) {
            sql += " AND INSTR(LOWER(name), LOWER(" + quoted(text) + ")) > 0";
        }
        List<String> categories = parameters.get("category");
        if (categories != null) {
            sql += " AND category IN (" + categories.stream().map(Catalogue::quoted).collect(Collectors.joining(", ")) + ")";
        }
        for (var bound : Map.of("min_price", ">=", "max_price", "<=").entrySet()) {
            String number = parameters.getFirst(bound.getKey());
            if (number != null) {
                if (!number.matches("\\d+")) {
                    return ResponseEntity.badRequest().body(Map.of("error", bound.getKey() + " must be a whole number"));
                }
                sql += " AND price_cents " + bound.getValue() + " " + number;
            }
        }
        sql += " ORDER BY " + bare(parameters.toSingleValueMap().getOrDefault("sort", "name"));
        sql += " " + bare(parameters.toSingleValueMap().getOrDefault("order", "asc")) + ", id";
        return ResponseEntity.ok(Map.of("products", database.query(sql, Product.FROM_ROW)));
    }
}
