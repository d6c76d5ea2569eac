package roastery;

import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Fills parameters of type {@link Account} with the account of the bearer token; 401 if there is none. */
@Component
public class CallerResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {
    private static final String SCHEME = "Bearer ";

    private final Store store;

    public CallerResolver(Store store) {
        this.store = store;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Account.class;
    }

    @Override
    public Account resolveArgument(
            MethodParameter parameter, ModelAndViewContainer view, NativeWebRequest request, WebDataBinderFactory binders) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "a valid token is needed");
        }
        return store.account(header.substring(SCHEME.length()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED, "a valid token is needed"));
    }
}
