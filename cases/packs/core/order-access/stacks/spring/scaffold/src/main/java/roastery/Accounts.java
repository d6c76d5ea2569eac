package roastery;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Opens accounts. */
@RestController
public class Accounts {
    private final Store store;
    private final SecureRandom random = new SecureRandom();

    public Accounts(Store store) {
        this.store = store;
    }

    record NewAccount(String name, String role) {}

    /** Open an account and answer with its token. */
    @PostMapping("/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Object> open(@RequestBody NewAccount body) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Account account = store.addAccount(token, body.name(), "support".equals(body.role()) ? "support" : "customer");
        return Map.of("id", account.id(), "token", token);
    }

    /** Who is calling. */
    @GetMapping("/me")
    public Account me(Account account) {
        return account;
    }
}
