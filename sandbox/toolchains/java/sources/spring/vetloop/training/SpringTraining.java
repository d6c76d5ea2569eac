package vetloop.training;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.StringTemplateResolver;

/**
 * Does once what Spring Boot projects do, so that the class-data archive made of it holds the classes they need. No part
 * of a judgement.
 */
@SpringBootApplication
public class SpringTraining {
    public static void main(String[] arguments) throws Exception {
        ConfigurableApplicationContext context = SpringApplication.run(SpringTraining.class, arguments);
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        ask(port, "GET", "/items?q=a", null);
        ask(port, "POST", "/items", "{\"id\": 1, \"name\": \"a\", \"price\": 2}");
        ask(port, "POST", "/items", "{\"id\": 2, \"name\": \"\"}");
        ask(port, "POST", "/items", "{");
        ask(port, "GET", "/items/1", null);
        ask(port, "POST", "/items/1/seen", "{\"a\": 1}");
        ask(port, "POST", "/items/0/seen", "{\"a\": 1}");
        ask(port, "GET", "/items/x", null);
        ask(port, "GET", "/nowhere", null);
        System.exit(SpringApplication.exit(context));
    }

    private static void ask(int port, String method, String path, String body) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setRequestMethod(method);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        boolean good = connection.getResponseCode() < 400;
        try (InputStream answer = good ? connection.getInputStream() : connection.getErrorStream()) {
            if (answer != null) {
                answer.readAllBytes();
            }
        }
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.csrf(csrf -> csrf.disable()).authorizeHttpRequests(any -> any.anyRequest().permitAll()).build();
    }

    @Entity
    static class Item {
        @Id
        Long id;

        String name;
        int price;
    }

    interface Items extends JpaRepository<Item, Long> {
        @Query("select i from SpringTraining$Item i where lower(i.name) like concat('%', lower(:q), '%') order by i.price desc")
        List<Item> search(String q);
    }

    static class Seen {
        public long getItemId() {
            return 1;
        }

        public List<String> getWords() {
            return List.of("a");
        }
    }

    record Wanted(Long id, @NotBlank String name, int price) {}

    @RestController
    static class Routes {
        private final Items items;
        private final JdbcTemplate jdbc;
        private final EntityManager manager;
        private final SpringTemplateEngine templates;

        Routes(Items items, JdbcTemplate jdbc, EntityManager manager, SpringTemplateEngine templates) {
            this.items = items;
            this.jdbc = jdbc;
            this.manager = manager;
            this.templates = templates;
        }

        @GetMapping("/items")
        Map<String, Object> search(@RequestParam String q, @RequestHeader Optional<String> accept) {
            var counted = "select i.price, count(i) from SpringTraining$Item i group by i.price";
            var matching = manager.createNativeQuery("select name from item where price > ?1").setParameter(1, 0);
            return Map.of(
                    "found", items.search(q).stream().map(item -> item.name).toList(),
                    "counted", manager.createQuery(counted).getResultList().size(),
                    "matching", matching.getResultList(),
                    "rows", jdbc.queryForList("select count(*) as n from item where name = ?", q),
                    "page", page(q),
                    "sum", sum());
        }

        private String page(String q) {
            SpringTemplateEngine engine = new SpringTemplateEngine();
            engine.setTemplateResolver(new StringTemplateResolver());
            Context variables = new Context();
            variables.setVariable("q", q);
            return engine.process("<p th:text=\"${q}\">x</p>", variables) + templates.isInitialized();
        }

        private Object sum() {
            var context = SimpleEvaluationContext.forReadOnlyDataBinding().build();
            return new SpelExpressionParser().parseExpression("[0] + 1").getValue(context, List.of(1));
        }

        @Transactional
        @PostMapping("/items")
        ResponseEntity<Wanted> add(@Valid @RequestBody Wanted wanted) {
            Item item = new Item();
            item.id = wanted.id();
            item.name = wanted.name();
            item.price = wanted.price();
            items.save(item);
            return ResponseEntity.status(201).body(wanted);
        }

        @GetMapping("/items/{id}")
        ResponseEntity<String> show(@PathVariable long id) {
            return items.findById(id).map(item -> ResponseEntity.ok(item.name)).orElse(ResponseEntity.notFound().build());
        }

        @PostMapping("/items/{id}/seen")
        Map<String, Seen> change(@PathVariable long id, @RequestBody Map<String, Object> change) {
            if (id == 0) {
                throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such item");
            }
            return Map.of("seen", new Seen());
        }

        @ExceptionHandler(HttpMessageNotReadableException.class)
        ResponseEntity<Map<String, String>> unreadable(HttpMessageNotReadableException error) {
            return ResponseEntity.unprocessableEntity().body(Map.of("detail", "unreadable"));
        }
    }
}
