package dev.joinall.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.AnswerType;
import dev.joinall.run.BodyWriter;
import dev.joinall.run.Report;
import dev.joinall.template.Content;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import java.util.Optional;

/**
 * Makes the content of a declared answer: JSON, or the text or the bytes of another content type.
 */
final class AnswerContent {
  private AnswerContent() {}

  /**
   * The answer with its body and content type.
   *
   * @throws InvalidExpression if an expression fails, or the body does not fit its type
   */
  static HttpAnswer of(int status, Report report, AnswerPlan.Made made) {
    Optional<String> declared = made.type().flatMap(it -> it.render(report.scope()));
    if (declared.isEmpty()) {
      return HttpAnswer.of(status, HttpAnswer.JSON, BodyWriter.of(report, made));
    }
    String header = HeaderText.checked(declared.get(), made.type().orElseThrow().value());
    ContentType type = ContentType.of(header);
    if (!type.isValid() || type.isMultipart()) {
      throw new InvalidExpression("its content type is not one that can be written");
    }
    if (type.isJson() || made.body().isEmpty()) {
      return HttpAnswer.of(status, header, BodyWriter.of(report, made));
    }
    return written(status, header, type, content(report, made));
  }

  private static Content content(Report report, AnswerPlan.Made made) {
    return made.type()
        .flatMap(AnswerType::markup)
        .<Content>map(it -> new Content.Value(Json.string(it.render(report.scope()))))
        .orElseGet(() -> Content.of(made.body().orElseThrow(), report.scope()));
  }

  /** {@code nosniff} keeps browsers from guessing another content type. */
  private static HttpAnswer written(int status, String header, ContentType type, Content content) {
    HttpAnswer answer =
        switch (content) {
          case Content.Bytes(byte[] bytes) -> HttpAnswer.of(status, header, writer(bytes));
          case Content.Value(Json json) ->
              HttpAnswer.of(status, withCharset(header, type), writer(text(json, type)));
        };
    return answer.with("X-Content-Type-Options", "nosniff");
  }

  private static byte[] text(Json json, ContentType type) {
    return switch (json.kind()) {
      case STRING -> json.text().getBytes(UTF_8);
      case NUMBER, BOOLEAN -> json.toBytes();
      case NULL -> new byte[0];
      case OBJECT, ARRAY -> {
        if (type.isNoJson()) {
          throw new InvalidExpression(
              "a body of " + type.type() + " has to be a text or bytes, and is not");
        }
        yield json.toBytes();
      }
    };
  }

  /** Adds a charset to a text, because browsers guess a missing one. */
  private static String withCharset(String header, ContentType type) {
    return type.type().startsWith("text/") && type.charset().isEmpty()
        ? header + ";charset=utf-8"
        : header;
  }

  private static JsonWriter writer(byte[] bytes) {
    return new JsonWriter(bytes.length).raw(bytes);
  }
}
