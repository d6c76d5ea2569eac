package shop;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Doors through which products and subscribers come in. */
@RestController
@Transactional
public class BackOffice {
    @PersistenceContext
    private EntityManager entities;

    record NewProduct(String name, String category, int priceCents, String addedOn, boolean published) {}

    record Reader(String email, int postcode) {}

    /** Store a product, published or as a draft, and answer with its id. */
    @PostMapping("/products")
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Long> addProduct(@RequestBody NewProduct body) {
        Product product = new Product(body.name(), body.category(), body.priceCents(), body.addedOn(), body.published());
        entities.persist(product);
        return Map.of("id", product.getId());
    }

    /** Store a newsletter reader and answer with the id of the subscription. */
    @PostMapping("/newsletter")
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Long> subscribe(@RequestBody Reader body) {
        Subscriber subscriber = new Subscriber(body.email(), body.postcode());
        entities.persist(subscriber);
        return Map.of("id", subscriber.getId());
    }
}
