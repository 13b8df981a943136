package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.template.Content;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Parts as {@code multipart/form-data} (RFC 7578). No part contains the boundary, and names are
 * escaped as in browsers, so that a value can't leave its part. Null is omitted; a list from an
 * expression is one part for each element.
 */
record MultipartContent(List<Part> parts) implements CallContent {
  /** One part, compiled. */
  record Part(
      String name, Payload payload, Optional<Template> filename, Optional<Template> contentType) {}

  /**
   * One part, rendered.
   *
   * @param head its headers, each with its line end
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Rendering(byte[] head, byte[] bytes) {}

  MultipartContent {
    parts = List.copyOf(parts);
  }

  static MultipartContent compile(List<PartDeclaration> declared, Templates templates) {
    List<Part> parts = new ArrayList<>();
    for (PartDeclaration part : declared) {
      Optional<Template> type = part.contentType().map(templates::compile);
      parts.add(
          new Part(
              part.name(),
              Payload.compile(part.body(), type, true, templates),
              part.filename().map(templates::compile),
              type));
    }
    return new MultipartContent(parts);
  }

  @Override
  public Rendered render(Scope scope) {
    List<Rendering> rendered = new ArrayList<>();
    parts.forEach(it -> render(it, scope, rendered));
    String boundary = boundary(rendered);
    byte[] delimiter = ("--" + boundary + "\r\n").getBytes(UTF_8);
    var out = new ByteArrayOutputStream(1024);
    for (Rendering part : rendered) {
      out.writeBytes(delimiter);
      out.writeBytes(part.head());
      out.write('\r');
      out.write('\n');
      out.writeBytes(part.bytes());
      out.write('\r');
      out.write('\n');
    }
    out.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
    return new Rendered("multipart/form-data; boundary=" + boundary, out.toByteArray());
  }

  private static void render(Part part, Scope scope, List<Rendering> rendered) {
    Payload payload = part.payload();
    if (payload.markup().isPresent()) {
      rendered.add(rendering(part, payload.render(scope), scope));
      return;
    }
    Content content = Content.of(payload.value(), scope);
    boolean several =
        part.filename().isEmpty()
            && payload.value() instanceof Template.Computed
            && content instanceof Content.Value(Json json)
            && json.kind() == Json.Kind.ARRAY;
    List<Content> contents = new ArrayList<>();
    if (several && content instanceof Content.Value(Json json)) {
      json.elements().forEach(it -> contents.add(new Content.Value(it)));
    } else {
      contents.add(content);
    }
    for (Content one : contents) {
      if (!(one instanceof Content.Value(Json json) && json.isNull())) {
        rendered.add(rendering(part, payload.of(one), scope));
      }
    }
  }

  private static Rendering rendering(Part part, Rendered content, Scope scope) {
    var head = new StringBuilder("Content-Disposition: form-data; name=\"");
    quote(part.name(), head);
    head.append('"');
    part.filename()
        .map(it -> it.render(scope))
        .filter(it -> !it.isNull())
        .ifPresent(it -> {
          head.append("; filename=\"");
          quote(it.text(), head);
          head.append('"');
        });
    Optional<String> declared =
        part.contentType()
            .flatMap(template ->
                Optional.of(template.render(scope))
                    .filter(it -> !it.isNull())
                    .map(it -> HeaderText.checked(it.text(), template)));
    // A text field needs none (RFC 7578, 4.4).
    boolean isField = content.type().equals(Payload.TEXT) && part.filename().isEmpty();
    if (declared.isPresent() || !isField) {
      head.append("\r\nContent-Type: ").append(declared.orElse(content.type()));
    }
    return new Rendering(head.append("\r\n").toString().getBytes(UTF_8), content.bytes());
  }

  /**
   * Escapes like browsers, and also a backslash, because some parsers read it as an escape of the
   * next quote.
   */
  private static void quote(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("%22");
        case '\r' -> out.append("%0D");
        case '\n' -> out.append("%0A");
        case '\\' -> out.append("%5C");
        default -> {
          if (Character.isISOControl(c)) {
            throw new InvalidExpression("a file name can't hold a control character");
          }
          out.append(c);
        }
      }
    }
  }

  /**
   * Chooses a random boundary, and checks it, because an attacker may know other random values of
   * this JVM.
   */
  private static String boundary(List<Rendering> parts) {
    while (true) {
      var random = new byte[16];
      ThreadLocalRandom.current().nextBytes(random);
      String boundary = "joinall-" + HexFormat.of().formatHex(random);
      byte[] searched = boundary.getBytes(UTF_8);
      if (parts.stream()
          .noneMatch(it -> contains(it.bytes(), searched) || contains(it.head(), searched))) {
        return boundary;
      }
    }
  }

  private static boolean contains(byte[] bytes, byte[] searched) {
    for (int at = 0; at <= bytes.length - searched.length; at++) {
      int same = 0;
      while (same < searched.length && bytes[at + same] == searched[same]) {
        same++;
      }
      if (same == searched.length) {
        return true;
      }
    }
    return false;
  }
}
