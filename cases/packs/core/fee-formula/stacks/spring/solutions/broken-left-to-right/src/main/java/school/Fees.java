package school;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Fees. */
@RestController
@RequestMapping("/fees")
public class Fees {
    private static final Pattern TOKEN = Pattern.compile("\\d+(?:\\.\\d+)?|[a-z]+|[-+*/]");

    private final Pupils pupils;

    public Fees(Pupils pupils) {
        this.pupils = pupils;
    }

    record Preview(Object formula, long pupil_id) {}

    /** What a formula comes to for one pupil. */
    @PostMapping("/preview")
    public Map<String, Double> preview(@RequestBody Preview body) {
        if (!(body.formula() instanceof String formula)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "formula must be a text");
        }
        Pupil pupil = pupils.find(body.pupil_id())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "nobody has this id"));
        Double fee;
        try {
            fee = calculate(formula, pupil);
        } catch (IllegalArgumentException problem) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula cannot be calculated: " + problem.getMessage());
        }
        if (fee == null || fee.isNaN() || fee.isInfinite()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula comes to no number");
        }
        return Map.of("fee", fee);
    }

    private static double calculate(String formula, Pupil pupil) {
        Map<String, Double> values =
                Map.of("base", pupil.base(), "lessons", pupil.lessons(), "age", pupil.age(), "years", pupil.years());
        double value = 0;
        String sign = "+";
        Matcher matcher = TOKEN.matcher(formula);
        while (matcher.find()) {
            String token = matcher.group();
            if ("+-*/".contains(token)) {
                sign = token;
                continue;
            }
            double number = values.containsKey(token) ? values.get(token) : Double.parseDouble(token);
            value = switch (sign) {
                case "+" -> value + number;
                case "-" -> value - number;
                case "*" -> value * number;
                default -> value / number;
            };
        }
        return value;
    }
}
