package school;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final Pattern TOKEN = Pattern.compile("\\G\\s*([\\w.]+|[-+*/()])\\s*");

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
        } catch (IllegalArgumentException | ArithmeticException problem) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula cannot be calculated: " + problem.getMessage());
        }
        if (fee == null || fee.isNaN() || fee.isInfinite()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula comes to no number");
        }
        return Map.of("fee", fee);
    }

    private static double calculate(String formula, Pupil pupil) {
        Map<String, BigDecimal> values =
                Map.of("base", BigDecimal.valueOf(pupil.base()), "lessons", BigDecimal.valueOf(pupil.lessons()),
                        "age", BigDecimal.valueOf(pupil.age()), "years", BigDecimal.valueOf(pupil.years()));
        Deque<String> tokens = new ArrayDeque<>();
        Matcher matcher = TOKEN.matcher(formula);
        int end = 0;
        while (matcher.find()) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end < formula.length()) {
            throw new IllegalArgumentException("character " + end + " is not part of a formula");
        }
        BigDecimal value = sum(tokens, values);
        if (!tokens.isEmpty()) {
            throw new IllegalArgumentException(tokens.peek() + " is too much");
        }
        return value.doubleValue();
    }

    private static BigDecimal sum(Deque<String> tokens, Map<String, BigDecimal> values) {
        BigDecimal value = product(tokens, values);
        while ("+".equals(tokens.peek()) || "-".equals(tokens.peek())) {
            value = tokens.poll().equals("+") ? value.add(product(tokens, values)) : value.subtract(product(tokens, values));
        }
        return value;
    }

    private static BigDecimal product(Deque<String> tokens, Map<String, BigDecimal> values) {
        BigDecimal value = single(tokens, values);
        while ("*".equals(tokens.peek()) || "/".equals(tokens.peek())) {
            value = tokens.poll().equals("*") ? value.multiply(single(tokens, values)) : value.divide(single(tokens, values), MathContext.DECIMAL64);
        }
        return value;
    }

    private static BigDecimal single(Deque<String> tokens, Map<String, BigDecimal> values) {
        String token = tokens.isEmpty() ? "the end" : tokens.poll();
        if (token.equals("-")) {
            return single(tokens, values).negate();
        }
        if (token.equals("(")) {
            BigDecimal value = sum(tokens, values);
            if (!")".equals(tokens.poll())) {
                throw new IllegalArgumentException("a parenthesis is missing");
            }
            return value;
        }
        if (Character.isDigit(token.charAt(0))) {
            return new BigDecimal(token);
        }
        if (!values.containsKey(token)) {
            throw new IllegalArgumentException(token + " is neither a number nor one of the names");
        }
        return values.get(token);
    }
}
