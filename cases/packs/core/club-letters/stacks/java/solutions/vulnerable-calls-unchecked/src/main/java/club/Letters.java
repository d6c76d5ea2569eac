package club;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Pattern;

/** Writes letters from templates. */
final class Letters {
    private static final Configuration ENGINE = new Configuration(Configuration.VERSION_2_3_34);
    private static final String FIELD = "(first_name|last_name|city|instrument)";
    private static final Pattern ALLOWED = Pattern.compile(
            "\\$\\{" + FIELD + "(\\?(upper_case|lower_case|cap_first))?\\}|<#if " + FIELD + "\\?has_content>|<#else>|</#if>");

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
        ENGINE.setTemplateLoader(null);
        ENGINE.setTagSyntax(Configuration.ANGLE_BRACKET_TAG_SYNTAX);
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        String rest = ALLOWED.matcher(template).replaceAll("");
        if (rest.contains("${") || rest.contains("#{") || rest.contains("<#") || rest.contains("</#") || template.strip().startsWith("[#")) {
            throw new BadTemplate("there is more in it than placeholders and conditions");
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
