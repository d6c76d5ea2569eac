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

    private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{(.*?)\\}|<#if (.*?)\\?has_content>", Pattern.DOTALL);
    private static final Pattern DIRECTIVE = Pattern.compile("<[#@](?!if |else>)|\\[#");
    private static final Pattern FIELD = Pattern.compile("\\b(first_name|last_name|city|instrument)(\\?(upper_case|lower_case|cap_first))?$");

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        if (DIRECTIVE.matcher(template).find()) {
            throw new BadTemplate("there is more in it than placeholders and conditions");
        }
        Matcher expression = EXPRESSION.matcher(template);
        while (expression.find()) {
            String inside = expression.group(1) == null ? expression.group(2) : expression.group(1);
            if (!FIELD.matcher(inside).find()) {
                throw new BadTemplate(inside + " is no field");
            }
        }
        StringWriter letter = new StringWriter();
        try {
            new Template("letter", template, ENGINE).process(member.fields(), letter);
        } catch (IOException | TemplateException error) {
            throw new BadTemplate(error.getMessage());
        }
        return letter.toString();
    }
}
