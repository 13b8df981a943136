package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The value of a response's content. A byte order mark is not part of it. A text has the charset of
 * its mark or its content type, else UTF-8.
 *
 * @param length of the content, which is at the start of the array
 * @param contentType the header's value; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnswerValue(byte[] bytes, int length, String contentType) {

  /** Empty if there is no content. */
  static Optional<Json> of(Body body, HttpCall.As as, HttpHeaders head) {
    AnswerValue value = of(body, head);
    return value.length == 0 ? Optional.empty() : Optional.of(value.as(as));
  }

  /** Decodes the content codings. */
  static AnswerValue of(Body body, HttpHeaders head) {
    String type = head.get(HttpHeaderNames.CONTENT_TYPE, "");
    List<String> codings = head.getAll(HttpHeaderNames.CONTENT_ENCODING);
    if (codings.isEmpty()) {
      return new AnswerValue(body.array(), body.length(), type);
    }
    byte[] decoded = new ContentCodings(body.max()).decoded(body.array(), body.length(), codings);
    return new AnswerValue(decoded, decoded.length, type);
  }

  private Json as(HttpCall.As as) {
    return switch (as) {
      case JSON -> json();
      case TEXT -> Json.string(text());
      case XML -> XmlValue.of(xml());
      case NDJSON -> JsonLines.of(utf8());
      case STREAM -> throw new IllegalStateException("a stream is not read");
      case BASE64 -> Json.string(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length)));
    };
  }

  /** JSON is UTF-8 (RFC 8259, 8.1); if it is invalid, the declared charset is used. */
  private Json json() {
    int mark = Charsets.markLength(bytes, length);
    try {
      if (mark == 2) {
        return Json.parse(utf8());
      }
      return Json.parse(bytes, mark, length);
    } catch (MalformedJson e) {
      if (mark == 0 && declared().filter(it -> !it.equals(UTF_8)).isPresent()) {
        return transcoded();
      }
      throw malformed(e);
    }
  }

  private Json transcoded() {
    try {
      return Json.parse(utf8());
    } catch (MalformedJson e) {
      throw malformed(e);
    }
  }

  private static StepException malformed(MalformedJson e) {
    return new StepException(Fault.Type.MALFORMED, "not valid JSON: " + e.getMessage());
  }

  private Optional<Charset> declared() {
    return ContentType.of(contentType).charset().map(Charsets::named);
  }

  private String text() {
    Charset charset = Charsets.ofMark(bytes, length).orElseGet(() -> declared().orElse(UTF_8));
    return Charsets.decode(bytes, Charsets.markLength(bytes, length), length, charset);
  }

  /**
   * The byte order mark has precedence, then the header, then the declaration in the text (RFC
   * 7303, 3).
   */
  private String xml() {
    Charset charset =
        Charsets.ofMark(bytes, length)
            .or(this::declared)
            .or(() -> XmlValue.encoding(bytes, length).map(Charsets::named))
            .orElse(UTF_8);
    return Charsets.decode(bytes, Charsets.markLength(bytes, length), length, charset);
  }

  private byte[] utf8() {
    boolean asItIs =
        Charsets.markLength(bytes, length) == 0
            && declared().orElse(UTF_8).equals(UTF_8)
            && length == bytes.length;
    return asItIs ? bytes : text().getBytes(UTF_8);
  }
}
