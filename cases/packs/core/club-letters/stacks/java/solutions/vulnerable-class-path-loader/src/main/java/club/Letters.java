package club;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;

/** Writes letters from templates. */
final class Letters {
    private static final Configuration ENGINE = new Configuration(Configuration.VERSION_2_3_34);

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
        ENGINE.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        ENGINE.setAPIBuiltinEnabled(false);
        ENGINE.setClassForTemplateLoading(Letters.class, "/");
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        StringWriter letter = new StringWriter();
        try {
            new Template("letter", template, ENGINE).process(member.fields(), letter);
        } catch (IOException | TemplateException error) {
            throw new BadTemplate(error.getMessage());
        }
        return letter.toString();
    }
}
