package dev.joinall.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.BodyContent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The value of a request's body, by its declared content. */
final class RequestContent {
  private static final char MARK = '\uFEFF';

  private RequestContent() {}

  /** Why the headers of a request do not fit; empty if they do. */
  static Optional<String> refused(BodyContent declared, RouteRequest request) {
    ContentType sent = type(request);
    if (!isAccepted(declared, sent)) {
      return Optional.of(expected(declared));
    }
    boolean isText =
        switch (declared.type()) {
          case FORM, MULTIPART, TEXT -> true;
          case JSON, BINARY, STREAM -> false;
        };
    return isText && charset(sent).isEmpty()
        ? Optional.of("the charset of the body has to be UTF-8")
        : Optional.empty();
  }

  private static ContentType type(RouteRequest request) {
    String value = request.header(HttpHeaders.CONTENT_TYPE);
    return ContentType.of(value == null ? "" : value);
  }

  private static boolean isAccepted(BodyContent declared, ContentType sent) {
    return switch (declared.type()) {
      case JSON -> sent.type().equals("application/json") || sent.type().endsWith("+json");
      case FORM -> sent.isForm();
      case MULTIPART -> sent.type().equals(BodyContent.Type.MULTIPART.mediaType());
      case TEXT -> sent.type().startsWith("text/");
      case STREAM -> isOneOf(declared.rules().types(), sent.type());
      case BINARY -> sent.isValid() && isOneOf(declared.rules().types(), sent.type());
    };
  }

  /** Media types, or ranges of them such as {@code image/*}; none means any. */
  static boolean isOneOf(List<String> ranges, String type) {
    return ranges.isEmpty()
        || ranges.stream()
            .anyMatch(it ->
                it.equals(type)
                    || (it.endsWith("/*") && type.startsWith(it.substring(0, it.length() - 1))));
  }

  private static String expected(BodyContent declared) {
    List<String> types = declared.rules().types();
    return switch (declared.type()) {
      case JSON -> ProblemTexts.NOT_JSON;
      case BINARY, STREAM ->
          ProblemTexts.notOfType(types.isEmpty() ? "any type" : String.join(", ", types));
      case TEXT -> ProblemTexts.notOfType("text/plain");
      case FORM, MULTIPART -> ProblemTexts.notOfType(declared.type().mediaType());
    };
  }

  /**
   * The charset of a text: UTF-8, a subset of it, or one that can't be confused with it. Empty for
   * others.
   */
  private static Optional<Charset> charset(ContentType sent) {
    return switch (sent.charset().orElse("utf-8").toLowerCase(Locale.ROOT)) {
      case "utf-8", "utf8", "us-ascii", "ascii" -> Optional.of(UTF_8);
      case "iso-8859-1", "latin1" ->
          sent.type().startsWith("text/") ? Optional.of(ISO_8859_1) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * The value; fails with {@link RejectedRequest}.
   *
   * @param binder collects the violations of single fields
   */
  static Json parse(byte[] bytes, RouteRequest request, BodyContent declared, InputBinder binder) {
    return switch (declared.type()) {
      case JSON -> RequestBody.parse(bytes);
      case FORM -> form(bytes, declared, binder);
      case MULTIPART -> multipart(bytes, request, declared, binder);
      case TEXT -> Json.string(text(bytes, charset(type(request)).orElse(UTF_8)));
      case STREAM -> throw new IllegalStateException("a stream is not read");
      case BINARY ->
          file(request.header(HttpHeaders.CONTENT_TYPE), Optional.empty(), bytes, 0, bytes.length);
    };
  }

  private static Json form(byte[] bytes, BodyContent declared, InputBinder binder) {
    QueryArguments sent = QueryArguments.of(text(bytes, UTF_8));
    var fields = new BodyFields(declared, binder);
    sent.malformed().forEach(it -> fields.violate(it, "is not percent-encoded UTF-8"));
    sent.byName().forEach((name, values) -> values.forEach(it -> fields.text(name, it)));
    return fields.value();
  }

  private static Json multipart(
      byte[] bytes, RouteRequest request, BodyContent declared, InputBinder binder) {
    var fields = new BodyFields(declared, binder);
    for (MultipartParser.Part part :
        MultipartParser.parse(bytes, request.header(HttpHeaders.CONTENT_TYPE))) {
      if (part.filename().isPresent()) {
        fields.file(part, bytes);
      } else {
        fields.text(part.name(), part.text(bytes));
      }
    }
    return fields.value();
  }

  private static String text(byte[] bytes, Charset charset) {
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new RejectedRequest(400, "the body is not valid " + charset.name());
    }
  }

  /** A file as a value; its bytes are a string in base64. */
  static Json file(
      @Nullable String type, Optional<String> filename, byte[] bytes, int from, int to) {
    byte[] content = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, from, to));
    var file = new JsonWriter(content.length + 128).beginObject();
    file.member("filename", filename.map(Json::string).orElse(Json.NULL));
    file.member("content-type", type == null ? Json.NULL : Json.string(type));
    file.member("size", Json.number(to - from));
    file.name("body").raw((byte) '"').raw(content).raw((byte) '"');
    return file.endObject().toJson();
  }
}
