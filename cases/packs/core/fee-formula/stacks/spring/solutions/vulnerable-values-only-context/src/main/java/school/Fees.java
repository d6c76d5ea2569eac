package school;

import java.util.Map;
import org.springframework.expression.ExpressionException;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
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
    private static final ExpressionParser PARSER = new SpelExpressionParser();

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
        } catch (ExpressionException | IllegalArgumentException problem) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula cannot be calculated: " + problem.getMessage());
        }
        if (fee == null || fee.isNaN() || fee.isInfinite()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "the formula comes to no number");
        }
        return Map.of("fee", fee);
    }

    private static Double calculate(String formula, Pupil pupil) {
        return PARSER.parseExpression(formula).getValue(SimpleEvaluationContext.forReadOnlyDataBinding().build(), pupil, Double.class);
    }
}
