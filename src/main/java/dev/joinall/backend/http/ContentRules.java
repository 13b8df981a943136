package dev.joinall.backend.http;

import dev.joinall.config.ContentType;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules for the content of a call. JSON and the fields of a form encode values, and XML escapes
 * them. In any other structured text a value could inject a column, an element or a part, so such a
 * text can't have expressions. Plain text has no structure to inject into. The operator is
 * responsible for content that is exactly one expression.
 */
record ContentRules(Problems problems) {
  /** Empty if it is the value of an expression. */
  static Optional<ContentType> constant(Template contentType) {
    return contentType instanceof Template.Constant(var json) && json.kind() == Json.Kind.STRING
        ? Optional.of(ContentType.of(json.text()))
        : Optional.empty();
  }

  /** Reports contradictions in a call. */
  void check(HttpCall call, Optional<Template> contentType) {
    List<String> declared = new ArrayList<>();
    call.body().ifPresent(it -> declared.add("body"));
    call.form().ifPresent(it -> declared.add("form"));
    call.multipart().ifPresent(it -> declared.add("multipart"));
    if (declared.size() > 1) {
      problems.add(
          call.where(),
          "a call has one content, this one has " + String.join(" and ", declared),
          "keep one of them");
    }
    contentType.ifPresent(it -> check(call, it));
    call.form()
        .filter(it -> !FormContent.isFields(it))
        .ifPresent(it ->
            problems.add(
                it,
                "expected a mapping, got " + it.noun(),
                "write the fields of the form, for example form: { id: \"${path.id}\" }"));
  }

  private void check(HttpCall call, Template contentType) {
    Tree written = written(call.headers());
    if (call.multipart().isPresent()) {
      problems.add(
          written,
          "the content type of a multipart is set by the server, with its boundary",
          "remove it");
    } else if (call.form().isPresent()
        && constant(contentType).filter(ContentType::isForm).isEmpty()) {
      problems.add(
          written,
          "a form has the content type application/x-www-form-urlencoded",
          "remove it, or write the content under body:");
    }
  }

  private static Tree written(Map<String, Tree> headers) {
    return headers.entrySet().stream()
        .filter(it -> it.getKey().equalsIgnoreCase("content-type"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Reports content that does not match its declared content type. */
  void check(Tree written, Template value, Template contentType) {
    Optional<ContentType> type = constant(contentType);
    String named =
        type.map(it -> "the content type " + it.type())
            .orElse("a content type that is an expression");
    if (type.filter(it -> it.isNoJson() && !it.isMultipart() && !it.isForm()).isPresent()
        && !isText(value)) {
      problems.add(
          written,
          named + " takes a text or bytes, got " + written.noun(),
          "write a text, or an expression that gives one");
    } else if (!type.map(it -> isSafe(it, value)).orElse(!(value instanceof Template.Text))) {
      problems.add(
          written,
          named
              + " takes no body "
              + (value instanceof Template.Text
                  ? "of text and expressions"
                  : "of values with expressions")
              + ": a value could change its structure",
          hint(type));
    } else if (isText(value) && type.filter(it -> !it.allowsUtf8()).isPresent()) {
      problems.add(
          written,
          "a text is sent in UTF-8, not in " + type.get().charset().orElseThrow(),
          "write charset=utf-8, or remove it");
    }
  }

  private static boolean isText(Template value) {
    return switch (value) {
      case Template.Constant(var json) -> json.kind() == Json.Kind.STRING;
      case Template.Text _, Template.Computed _ -> true;
      case Template.Items _, Template.Members _ -> false;
    };
  }

  private static boolean isSafe(ContentType type, Template value) {
    boolean text = value instanceof Template.Text;
    boolean structured = !text && hasExpression(value) && !(value instanceof Template.Computed);
    return text
        ? type.type().equals("text/plain") || type.isXml()
        : !structured || !(type.isForm() || type.isMultipart());
  }

  private static String hint(Optional<ContentType> type) {
    if (type.isEmpty()) {
      return "write the content type without an expression";
    }
    if (type.get().isForm()) {
      return "write the fields under form:, such as form: { name: \"${body.name}\" }";
    }
    if (type.get().isMultipart()) {
      return "write the parts under multipart:, such as multipart: { name: \"${body.name}\" }, and"
          + " no content type";
    }
    return type.get().isJson()
        ? "write the body as a mapping, such as body: { id: \"${path.id}\" }"
        : "write it as one expression that quotes each value, or send JSON";
  }

  private static boolean hasExpression(Template template) {
    return switch (template) {
      case Template.Constant _ -> false;
      case Template.Computed _, Template.Text _ -> true;
      case Template.Items(var items) -> items.stream().anyMatch(ContentRules::hasExpression);
      case Template.Members(var members, var _) ->
          members.values().stream().anyMatch(ContentRules::hasExpression);
    };
  }
}
