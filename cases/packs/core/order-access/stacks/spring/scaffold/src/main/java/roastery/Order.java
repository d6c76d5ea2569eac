package roastery;

import java.util.List;

/** One order; its status is {@code open} or {@code cancelled}. */
public class Order {
    private long id;
    private long customerId;
    private List<Item> items;
    private String address;
    private String note;
    private String status = "open";

    /** One line of an order. */
    public record Item(String sku, int quantity) {}

    public Order(long id, long customerId, List<Item> items, String address, String note) {
        this.id = id;
        this.customerId = customerId;
        this.items = items;
        this.address = address;
        this.note = note;
    }

    public long getId() {
        return id;
    }

    public void setId(long id) {
        this.id = id;
    }

    public long getCustomerId() {
        return customerId;
    }

    public void setCustomerId(long customerId) {
        this.customerId = customerId;
    }

    public List<Item> getItems() {
        return items;
    }

    public void setItems(List<Item> items) {
        this.items = items;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getNote() {
        return note;
    }

    public void setNote(String note) {
        this.note = note;
    }

    public String getStatus() {
        return status;
    }

    public void setStatus(String status) {
        this.status = status;
    }
}
