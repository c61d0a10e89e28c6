package io.sidecars.configwatcher.validate;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.annotation.Annotation;
import com.networknt.schema.annotation.Annotations;
import java.util.List;

/// One validation by the schema library, bounded in time and memory. The library tells this context about each
/// keyword that it evaluates. It collects the errors of each alternative in a list; errors beyond the first ones
/// change nothing, because the alternative has failed already.
final class BoundedContext extends ExecutionContext {
    private static final int MAX_ERRORS = 5 * ErrorCollector.MOST;
    private static final int MAX_ANNOTATIONS = 50_000;

    private final Annotations annotations = new Annotations() {
        private int count;

        @Override
        public void put(Annotation annotation) {
            if (++count > MAX_ANNOTATIONS) {
                throw new IllegalStateException("too many annotations");
            }
            super.put(annotation);
        }
    };

    BoundedContext(ExecutionConfig config) {
        super(config);
    }

    @Override
    public void evaluationPathAddLast(String token) {
        bound();
        super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathAddLast(int token) {
        bound();
        super.evaluationPathAddLast(token);
    }

    @Override
    public void addError(Error error) {
        if (getErrors().size() < MAX_ERRORS) {
            super.addError(error);
        }
    }

    @Override
    public Annotations getAnnotations() {
        return annotations;
    }

    private void bound() {
        TimeLimit.check();
        List<Error> errors = getErrors();
        if (errors.size() > MAX_ERRORS) {
            errors.subList(MAX_ERRORS, errors.size()).clear();
        }
    }
}
