package shop;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A product; as JSON it is an entry of the public list. */
@Entity
@Table(name = "products")
public class Product {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;
    private String category;
    private int priceCents;
    private String addedOn;
    private int published;

    protected Product() {}

    public Product(String name, String category, int priceCents, String addedOn, boolean published) {
        this.name = name;
        this.category = category;
        this.priceCents = priceCents;
        this.addedOn = addedOn;
        this.published = published ? 1 : 0;
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public String getCategory() {
        return category;
    }

    public int getPriceCents() {
        return priceCents;
    }

    public String getAddedOn() {
        return addedOn;
    }

    /** 0 for a draft, 1 for a product in the shop. */
    @JsonIgnore
    public int getPublished() {
        return published;
    }
}
