package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
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
        CriteriaBuilder builder = entities.getCriteriaBuilder();
        CriteriaQuery<Product> query = builder.createQuery(Product.class);
        Root<Product> product = query.from(Product.class);
        List<Predicate> conditions = new ArrayList<>(List.of(builder.equal(product.get("published"), 1)));
        String text = parameters.getFirst("q");
        if (text != null) {
            conditions.add(builder.gt(builder.locate(builder.lower(product.get("name")), builder.lower(builder.literal(text))), 0));
        }
        if (parameters.containsKey("category")) {
            conditions.add(product.get("category").in(parameters.get("category")));
        }
        try {
            if (parameters.containsKey("min_price")) {
                conditions.add(builder.ge(product.get("priceCents"), Long.parseLong(parameters.getFirst("min_price"))));
            }
            if (parameters.containsKey("max_price")) {
                conditions.add(builder.le(product.get("priceCents"), Long.parseLong(parameters.getFirst("max_price"))));
            }
        } catch (NumberFormatException error) {
            return ResponseEntity.badRequest().body(Map.of("error", "a price must be a whole number"));
        }
        Path<Object> column = product.get(COLUMNS.getOrDefault(String.valueOf(parameters.getFirst("sort")), "name"));
        boolean down = "desc".equals(parameters.getFirst("order"));
        query.where(conditions.toArray(Predicate[]::new));
        query.orderBy(down ? builder.desc(column) : builder.asc(column), builder.asc(product.get("id")));
        return ResponseEntity.ok(Map.of("products", entities.createQuery(query).getResultList()));
    }
}
