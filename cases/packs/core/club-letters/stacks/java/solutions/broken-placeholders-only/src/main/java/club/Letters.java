package club;

import java.util.Map;

/** Writes letters from templates. */
final class Letters {
    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        String letter = template;
        for (Map.Entry<String, String> field : member.fields().entrySet()) {
            letter = letter.replace("${" + field.getKey() + "}", field.getValue());
        }
        if (letter.contains("${") || letter.contains("<#")) {
            throw new BadTemplate("this is not allowed in a letter");
        }
        return letter;
    }
}
