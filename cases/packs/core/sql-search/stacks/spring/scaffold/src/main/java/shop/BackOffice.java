package shop;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import javax.sql.DataSource;

/** Doors through which products and subscribers come in. */
@RestController
public class BackOffice {
    private final SimpleJdbcInsert products;
    private final SimpleJdbcInsert subscribers;

    public BackOffice(DataSource database) {
        products = new SimpleJdbcInsert(database).withTableName("products").usingGeneratedKeyColumns("id");
        subscribers = new SimpleJdbcInsert(database).withTableName("subscribers").usingGeneratedKeyColumns("id");
    }

    record NewProduct(String name, String category, int priceCents, String addedOn, boolean published) {}

    record Reader(String email, int postcode) {}

    /** Store a product, published or as a draft, and answer with its id. */
    @PostMapping("/products")
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Number> addProduct(@RequestBody NewProduct body) {
        return Map.of("id", products.executeAndReturnKey(Map.of(
                "name", body.name(),
                "category", body.category(),
                "price_cents", body.priceCents(),
                "added_on", body.addedOn(),
                "published", body.published() ? 1 : 0)));
    }

    /** Store a newsletter reader and answer with the id of the subscription. */
    @PostMapping("/newsletter")
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Number> subscribe(@RequestBody Reader body) {
        return Map.of("id", subscribers.executeAndReturnKey(Map.of("email", body.email(), "postcode", body.postcode())));
    }
}
