package dev.joinall.backend.http;

import dev.joinall.json.Json;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import reactor.util.context.ContextView;

/**
 * The headers that are computed for each request of a call.
 *
 * @param declared in the file
 * @param conditional whether the conditional headers of the client's request are sent
 * @param uploads whether the client's body is sent, with the headers that describe it
 * @param authorized whether the backend declares how its calls authenticate
 */
record CallHeaders(
    Map<String, Template> declared, boolean conditional, boolean uploads, boolean authorized) {
  /**
   * Evaluated before a connection is acquired, so that invalid headers fail early.
   *
   * @param context of the caller
   * @param contentType used if none is declared
   * @throws InvalidExpression if an expression fails, or its value is not valid in a header
   */
  HttpHeaders render(Scope scope, ContextView context, Optional<String> contentType) {
    var out = new DefaultHttpHeaders();
    if (authorized) {
      Authorized.header(context).ifPresent(it -> out.set(HttpHeaderNames.AUTHORIZATION, it));
    }
    contentType.ifPresent(it -> out.set(HttpHeaderNames.CONTENT_TYPE, it));
    if (conditional) {
      scope.transfer().conditions().forEach(out::set);
    }
    if (uploads) {
      UploadSender.describe(scope, out);
    }
    scope
        .call()
        .known()
        .ifPresent(it -> {
          if (!it.tag().isEmpty()) {
            out.set(HttpHeaderNames.IF_NONE_MATCH, it.tag());
          }
          it.modified().ifPresent(date -> out.set(HttpHeaderNames.IF_MODIFIED_SINCE, date));
        });
    declared.forEach((name, value) -> set(out, name, value, scope));
    return out;
  }

  /** Whether {@link #render} adds at most the content type. */
  boolean isEmpty(Scope scope) {
    return declared.isEmpty()
        && !conditional
        && !uploads
        && !authorized
        && scope.call().known().isEmpty();
  }

  /** Whether the task itself declares its authentication. */
  boolean declaresLogin() {
    return declared.keySet().stream()
        .anyMatch(HttpHeaderNames.AUTHORIZATION::contentEqualsIgnoreCase);
  }

  /** A list is one line for each element; null is omitted. */
  private static void set(HttpHeaders out, String name, Template template, Scope scope) {
    Json value = template.render(scope);
    if (value.kind() == Json.Kind.ARRAY) {
      if (HttpHeaderNames.CONTENT_TYPE.contentEqualsIgnoreCase(name)) {
        throw new InvalidExpression("a call has one content type");
      }
      value.elements().forEach(it -> add(out, name, it, template));
    } else if (!value.isNull()) {
      out.set(name, HeaderText.checked(value.text(), template));
    }
  }

  private static void add(HttpHeaders out, String name, Json value, Template template) {
    if (!value.isNull()) {
      out.add(name, HeaderText.checked(value.text(), template));
    }
  }
}
