package shop;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public product list. */
@RestController
public class Catalogue {
    private static final Map<String, Comparator<Product>> ORDERS = Map.of(
            "category", Comparator.comparing(Product::category),
            "price_cents", Comparator.comparing(Product::priceCents),
            "added_on", Comparator.comparing(Product::addedOn));

    private final JdbcTemplate database;

    public Catalogue(JdbcTemplate database) {
        this.database = database;
    }

    /** Search, filter and sort the published products. */
    @GetMapping("/products")
    public ResponseEntity<?> list(@RequestParam MultiValueMap<String, String> parameters) {
        long[] bounds = {0, Long.MAX_VALUE};
        try {
            for (int index = 0; index < bounds.length; index++) {
                String number = parameters.getFirst(index == 0 ? "min_price" : "max_price");
                bounds[index] = number == null ? bounds[index] : Long.parseLong(number);
            }
        } catch (NumberFormatException error) {
            return ResponseEntity.badRequest().body(Map.of("error", "a price must be a whole number"));
        }
        String text = Objects.toString(parameters.getFirst("q"), "").toLowerCase(Locale.ROOT);
        List<String> categories = parameters.get("category");
        Comparator<Product> order = ORDERS.getOrDefault(Objects.toString(parameters.getFirst("sort")), Comparator.comparing(Product::name));
        if ("desc".equals(parameters.getFirst("order"))) {
            order = order.reversed();
        }
        String sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1";
        List<Product> found = database.query(sql, Product.FROM_ROW).stream()
                .filter(product -> product.name().toLowerCase(Locale.ROOT).contains(text))
                .filter(product -> categories == null || categories.contains(product.category()))
                .filter(product -> product.priceCents() >= bounds[0] && product.priceCents() <= bounds[1])
                .sorted(order.thenComparing(Product::id))
                .toList();
        return ResponseEntity.ok(Map.of("products", found));
    }
}
