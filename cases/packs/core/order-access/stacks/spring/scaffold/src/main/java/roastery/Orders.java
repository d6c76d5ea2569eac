package roastery;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The order routes. */
@RestController
@RequestMapping("/orders")
public class Orders {
    private final Store store;

    public Orders(Store store) {
        this.store = store;
    }

    /** Place an order. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public Order place(Account account) {
        throw new UnsupportedOperationException();
    }
}
