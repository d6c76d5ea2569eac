package school;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The pupils, in memory. */
@RestController
@RequestMapping("/pupils")
public class Pupils {
    private final Map<Long, Pupil> pupils = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** The pupil with that id, if there is one. */
    public Optional<Pupil> find(long id) {
        return Optional.ofNullable(pupils.get(id));
    }

    /** Enrol a pupil. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public Map<String, Long> enrol(@RequestBody Pupil pupil) {
        long id = ids.incrementAndGet();
        pupils.put(id, pupil);
        return Map.of("id", id);
    }

    /** One pupil. */
    @GetMapping("/{id}")
    public Pupil show(@PathVariable long id) {
        return find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "nobody has this id"));
    }
}
