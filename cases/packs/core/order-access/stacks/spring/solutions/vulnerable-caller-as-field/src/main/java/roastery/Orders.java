package roastery;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The order routes. */
@RestController
@RequestMapping("/orders")
public class Orders {
    private final Store store;
    private Account caller;

    public Orders(Store store) {
        this.store = store;
    }

    /** Who is calling. */
    @ModelAttribute
    public void caller(Account account) {
        caller = account;
    }

    record NewOrder(List<Order.Item> items, String address, String note) {}

    record Change(String address, String note) {}

    record Earlier(long orderId) {}

    private Order find(long id) {
        Order order = store.order(id).orElse(null);
        if (order == null || !caller.role().equals("support") && order.getCustomerId() != caller.id()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such order");
        }
        return order;
    }

    private static void expectOpen(Order order) {
        if (!order.getStatus().equals("open")) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "the order is cancelled");
        }
    }

    /** Place an order. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public Order place(@RequestBody NewOrder body) {
        if (body.items() == null || body.items().isEmpty() || body.items().stream().anyMatch(item -> item.quantity() < 1)) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "an order needs items");
        }
        return store.addOrder(caller.id(), body.items(), body.address(), body.note() == null ? "" : body.note());
    }

    /** The orders the caller works with. */
    @GetMapping
    public Map<String, List<Order>> list(@RequestParam(required = false) Long customer) {
        Long wanted = caller.role().equals("support") ? customer : (Long) caller.id();
        return Map.of("orders", store.orders().stream()
                .filter(order -> wanted == null || order.getCustomerId() == wanted).toList());
    }

    /** One order. */
    @GetMapping("/{id}")
    public Order show(@PathVariable long id) {
        return find(id);
    }

    /** Change address or note. */
    @PatchMapping("/{id}")
    public Order change(@PathVariable long id, @RequestBody Change body) {
        Order order = find(id);
        expectOpen(order);
        if (body.address() != null) {
            order.setAddress(body.address());
        }
        if (body.note() != null) {
            order.setNote(body.note());
        }
        return order;
    }

    /** Cancel an open order. */
    @PostMapping("/{id}/cancel")
    public Order cancel(@PathVariable long id) {
        Order order = find(id);
        expectOpen(order);
        order.setStatus("cancelled");
        return order;
    }

    /** Order the same once more. */
    @PostMapping("/repeat")
    @ResponseStatus(HttpStatus.CREATED)
    public Order repeat(@RequestBody Earlier body) {
        Order earlier = find(body.orderId());
        return store.addOrder(caller.id(), earlier.getItems(), earlier.getAddress(), earlier.getNote());
    }
}
