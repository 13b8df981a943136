package dev.joinall.plan;

import dev.joinall.config.ContentType;
import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Markup;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Map;
import java.util.Optional;

/** Plans the content type of an answer, and checks that the body fits it. */
record AnswerTypePlanner(Templates templates, Problems problems) {
  static boolean isType(String header) {
    return header.equalsIgnoreCase("content-type");
  }

  Optional<AnswerType> plan(RespondConfig.Made config, Optional<Template> body) {
    return config.headers().entrySet().stream()
        .filter(it -> isType(it.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(it -> plan(it, config.body(), body));
  }

  private AnswerType plan(Tree written, Optional<Tree> bodyWritten, Optional<Template> body) {
    Template value = templates.compile(written);
    Optional<ContentType> constant = AnswerType.constant(value);
    if (constant.filter(it -> !it.isValid()).isPresent()) {
      problems.add(written, "expected a media type, got " + written.noun(), "for example text/csv");
    } else if (constant.filter(it -> !it.allowsUtf8()).isPresent()) {
      problems.add(
          written,
          "an answer is written in UTF-8, not in " + constant.get().charset().orElseThrow(),
          "write charset=utf-8, or remove it");
    } else if (constant.filter(ContentType::isNoJson).isPresent()) {
      checkBody(written, constant.get(), bodyWritten, body);
    } else if (constant.isEmpty() && body.filter(Template.Text.class::isInstance).isPresent()) {
      problems.add(
          bodyWritten.orElseThrow(),
          "a text with expressions needs a content type that is known",
          "write the content type without an expression, or the body as one expression");
    }
    return new AnswerType(value, constant, markup(constant, bodyWritten, body));
  }

  private void checkBody(
      Tree type, ContentType constant, Optional<Tree> written, Optional<Template> body) {
    if (body.isEmpty()) {
      problems.add(
          type,
          "an answer of " + constant.type() + " needs a body",
          "write body: beside headers:, a text or an expression of a text or of bytes");
    } else if (isStructure(body.get())) {
      problems.add(
          written.orElseThrow(),
          "the content type "
              + constant.type()
              + " takes a text or bytes, got "
              + written.get().noun(),
          "write a text, or an expression of a text or of bytes");
    }
  }

  private static boolean isStructure(Template body) {
    return switch (body) {
      case Template.Items _, Template.Members _ -> true;
      case Template.Constant(var json) ->
          json.kind() == Json.Kind.OBJECT || json.kind() == Json.Kind.ARRAY;
      case Template.Computed _, Template.Text _ -> false;
    };
  }

  /**
   * The body as markup, in which values are escaped. A body of a single expression is not escaped.
   */
  private Optional<Markup> markup(
      Optional<ContentType> type, Optional<Tree> written, Optional<Template> body) {
    if (type.isEmpty() || !(body.orElse(null) instanceof Template.Text text)) {
      return Optional.empty();
    }
    boolean html = type.get().isHtml();
    if (html || type.get().isXml()) {
      return Optional.of(Markup.compile(text, html, written.orElseThrow(), problems));
    }
    if (type.get().type().endsWith("javascript") || type.get().type().equals("text/css")) {
      problems.add(
          written.orElseThrow(),
          "the content type "
              + type.get().type()
              + " takes no text with expressions: a value could change the program",
          "send JSON, or write the whole as one expression");
    }
    return Optional.empty();
  }
}
