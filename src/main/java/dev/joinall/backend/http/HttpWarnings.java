package dev.joinall.backend.http;

import dev.joinall.config.CallWarnings;
import dev.joinall.config.Tree;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Warns about calls of an API that are probably mistakes. */
record HttpWarnings(CallWarnings warnings) {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*}");

  /** Matches two or more fields of a form. */
  private static final Pattern FORM =
      Pattern.compile("[\\w.\\[\\]-]+=[^&\\s]*(?:&[\\w.\\[\\]-]+=[^&\\s]*)+");

  void check(HttpCall call) {
    if (call.reads()) {
      Stream.of(call.body(), call.form(), call.multipart().map(HttpCall.Multipart::where))
          .flatMap(Optional::stream)
          .forEach(this::contentOfGet);
    }
    warnings.path(call.path());
    warnings.message(call.headers(), call.body());
    call.query().values().forEach(warnings::value);
    call.form().ifPresent(warnings::value);
    if (call.headers().keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
      call.body().ifPresent(this::form);
    }
  }

  private void form(Tree body) {
    if (body instanceof Tree.Scalar scalar
        && scalar.value() instanceof String text
        && FORM.matcher(EXPRESSION.matcher(text.strip()).replaceAll("0")).matches()) {
      warnings.add(
          body,
          "this is sent as a JSON string, and not as the fields of a form",
          "write form: with a key for each field");
    }
  }

  private void contentOfGet(Tree content) {
    warnings.add(
        content,
        "many servers ignore or refuse the content of a GET",
        "write arguments under query:, or a post: with safe: true");
  }
}
