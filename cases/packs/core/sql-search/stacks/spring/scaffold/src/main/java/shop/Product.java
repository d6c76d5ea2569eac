package shop;

import org.springframework.jdbc.core.RowMapper;

/** A product as the public list shows it. */
public record Product(long id, String name, String category, int priceCents, String addedOn) {
    /** Reads rows that have these columns. */
    public static final RowMapper<Product> FROM_ROW = (row, number) -> new Product(
            row.getLong("id"),
            row.getString("name"),
            row.getString("category"),
            row.getInt("price_cents"),
            row.getString("added_on"));
}
