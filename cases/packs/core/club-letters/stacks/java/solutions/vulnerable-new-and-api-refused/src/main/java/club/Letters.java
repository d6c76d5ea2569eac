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

    private static final Pattern NEW = Pattern.compile("\\?\\s*(new|api)\\b|<#--");

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        if (NEW.matcher(template).find()) {
            throw new BadTemplate("this is not allowed in a letter");
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
