package corkboard;

import java.security.Security;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The preview service. */
@SpringBootApplication
public class Application {
    public static void main(String[] arguments) {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        SpringApplication.run(Application.class, arguments);
    }
}
