package club;

import freemarker.cache.StringTemplateLoader;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** Writes letters from templates. */
final class Letters {
    private static final StringTemplateLoader KEPT = new StringTemplateLoader();
    private static final Map<String, String> NAMES = new HashMap<>();
    private static final Configuration ENGINE = new Configuration(Configuration.VERSION_2_3_34);

    static {
        ENGINE.setWhitespaceStripping(false);
        ENGINE.setLogTemplateExceptions(false);
        ENGINE.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        ENGINE.setLocalizedLookup(false);
        ENGINE.setTemplateLoader(KEPT);
    }

    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static synchronized String write(String template, Member member) {
        String name = NAMES.computeIfAbsent(template, text -> {
            String next = "letter-" + NAMES.size();
            KEPT.putTemplate(next, text);
            return next;
        });
        StringWriter letter = new StringWriter();
        try {
            ENGINE.getTemplate(name).process(member.fields(), letter);
        } catch (IOException | TemplateException error) {
            throw new BadTemplate(error.getMessage());
        }
        return letter.toString();
    }
}
