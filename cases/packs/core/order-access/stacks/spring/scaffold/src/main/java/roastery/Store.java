package roastery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Accounts and orders in memory. */
@Component
public class Store {
    private final Map<String, Account> accountsByToken = new ConcurrentHashMap<>();
    private final Map<Long, Order> orders = new ConcurrentSkipListMap<>();
    private final AtomicLong accountIds = new AtomicLong();
    private final AtomicLong orderIds = new AtomicLong();

    /** Open an account that is reached with {@code token}. */
    public Account addAccount(String token, String name, String role) {
        Account account = new Account(accountIds.incrementAndGet(), name, role);
        accountsByToken.put(token, account);
        return account;
    }

    /** The account that is reached with {@code token}. */
    public Optional<Account> account(String token) {
        return Optional.ofNullable(accountsByToken.get(token));
    }

    /** Place an open order. */
    public Order addOrder(long customerId, List<Order.Item> items, String address, String note) {
        Order order = new Order(orderIds.incrementAndGet(), customerId, items, address, note);
        orders.put(order.getId(), order);
        return order;
    }

    /** All orders by ascending id. */
    public Collection<Order> orders() {
        return orders.values();
    }

    /** The order of that id. */
    public Optional<Order> order(long id) {
        return Optional.ofNullable(orders.get(id));
    }
}
