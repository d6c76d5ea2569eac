package club;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes letters from templates. */
final class Letters {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)(?:\\?(upper_case|lower_case|cap_first))?\\}");
    private static final Pattern CONDITION = Pattern.compile("<#if (\\w+)\\?has_content>(.*?)(?:<#else>(.*?))?</#if>", Pattern.DOTALL);

    private Letters() {}

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new BadTemplate(name + " is no field");
        }
        return value;
    }

    private static String changed(String value, String change) {
        if (change == null || value.isEmpty()) {
            return value;
        }
        return switch (change) {
            case "upper_case" -> value.toUpperCase(Locale.ROOT);
            case "lower_case" -> value.toLowerCase(Locale.ROOT);
            default -> value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1);
        };
    }

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        Map<String, String> fields = member.fields();
        String rest = CONDITION.matcher(template).replaceAll("");
        if (rest.contains("<#") || rest.contains("</#") || PLACEHOLDER.matcher(template).replaceAll("").contains("${")) {
            throw new BadTemplate("a placeholder or a condition is not complete");
        }
        String chosen = CONDITION.matcher(template).replaceAll(found -> {
            String text = field(fields, found.group(1)).isEmpty() ? found.group(3) : found.group(2);
            return text == null ? "" : Matcher.quoteReplacement(text);
        });
        String letter = chosen;
        Matcher found = PLACEHOLDER.matcher(chosen);
        while (found.find()) {
            letter = letter.replace(found.group(), changed(field(fields, found.group(1)), found.group(2)));
        }
        return letter;
    }
}
