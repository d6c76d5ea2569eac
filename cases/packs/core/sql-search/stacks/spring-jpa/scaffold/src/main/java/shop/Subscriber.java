package shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A reader of the newsletter. */
@Entity
@Table(name = "subscribers")
public class Subscriber {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String email;
    private int postcode;

    protected Subscriber() {}

    public Subscriber(String email, int postcode) {
        this.email = email;
        this.postcode = postcode;
    }

    public Long getId() {
        return id;
    }
}
