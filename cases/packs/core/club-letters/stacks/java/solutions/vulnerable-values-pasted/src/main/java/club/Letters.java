package club;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes letters from templates. */
final class Letters {
    private static final Configuration ENGINE = new Configuration(Configuration.VERSION_2_3_34);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)\\}");
    private static final Pattern ALLOWED = Pattern.compile("\\$\\{\\w+(\\?(upper_case|lower_case|cap_first))?\\}|<#if \\w+\\?has_content>|<#else>|</#if>");

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        String rest = ALLOWED.matcher(template).replaceAll("");
        if (rest.contains("${") || rest.contains("<#") || rest.contains("</#") || rest.contains("<@")) {
            throw new BadTemplate("this is not allowed in a letter");
        }
        String filled = PLACEHOLDER.matcher(template).replaceAll(found -> {
            String value = member.fields().get(found.group(1));
            if (value == null) {
                throw new BadTemplate(found.group(1) + " is no field");
            }
            return Matcher.quoteReplacement(value);
        });
        StringWriter letter = new StringWriter();
        try {
            new Template("letter", filled, ENGINE).process(member.fields(), letter);
        } catch (IOException | TemplateException error) {
            throw new BadTemplate(error.getMessage());
        }
        return letter.toString();
    }
}
