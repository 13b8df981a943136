package dev.joinall.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.ContentType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits {@code multipart/form-data} (RFC 7578; RFC 2046, 5.1.1), strictly: malformed content is
 * answered with 400. For one request.
 */
final class MultipartParser {
  static final int MAX_PARTS = 1_000;

  /** The maximum size of the headers of one part in bytes. */
  static final int MAX_HEAD = 4_096;

  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = parameter("name");
  private static final Pattern FILENAME = parameter("filename");

  private final byte[] bytes;
  private final byte[] delimiter;
  private final List<Part> parts = new ArrayList<>();
  private int at;

  /**
   * One part.
   *
   * @param filename empty if it is a field
   * @param from the offset of its content in the body
   */
  record Part(
      String name, Optional<String> filename, Optional<String> contentType, int from, int to) {
    int size() {
      return to - from;
    }

    /** Its content in UTF-8. */
    String text(byte[] bytes) {
      if (contentType.filter(it -> !ContentType.of(it).allowsUtf8()).isPresent()) {
        throw broken("a part is in another charset than UTF-8");
      }
      return utf8(bytes, from, to);
    }
  }

  private MultipartParser(byte[] bytes, String boundary) {
    this.bytes = bytes;
    this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
  }

  private static Pattern parameter(String name) {
    return Pattern.compile(
        ";\\s*" + name + "\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;\"]+))",
        Pattern.CASE_INSENSITIVE);
  }

  /**
   * The parts in their order.
   *
   * @param contentType of the request
   */
  static List<Part> parse(byte[] bytes, @Nullable String contentType) {
    Matcher boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!boundary.find()) {
      throw broken("its content type has no boundary");
    }
    String name = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    var parser = new MultipartParser(bytes, name);
    parser.parse();
    return parser.parts;
  }

  private void parse() {
    // The first delimiter may begin the body, without a line end before it.
    at = isAt(0, 2) ? delimiter.length - 2 : end(find(0));
    while (!isClosing()) {
      if (parts.size() == MAX_PARTS) {
        throw broken("it has more than " + MAX_PARTS + " parts");
      }
      skipLineEnd();
      part();
    }
  }

  private boolean isClosing() {
    if (at + 2 > bytes.length) {
      throw broken("it is truncated");
    }
    return bytes[at] == '-' && bytes[at + 1] == '-';
  }

  /** Blanks may follow a delimiter. */
  private void skipLineEnd() {
    while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (at + 2 > bytes.length || bytes[at] != '\r' || bytes[at + 1] != '\n') {
      throw broken("a line end is missing after a boundary");
    }
    at += 2;
  }

  private void part() {
    int head = at;
    int limit = Math.min(bytes.length, head + MAX_HEAD);
    int end = head;
    while (end + 4 <= limit && !isEmptyLine(end)) {
      end++;
    }
    if (end + 4 > limit) {
      throw broken("the headers of a part are truncated or too long");
    }
    int from = end + 4;
    int to = find(end + 2); // an empty part has its delimiter right behind its headers
    parts.add(part(utf8(bytes, head, end), from, Math.max(from, to)));
    at = end(to);
  }

  private boolean isEmptyLine(int index) {
    return bytes[index] == '\r'
        && bytes[index + 1] == '\n'
        && bytes[index + 2] == '\r'
        && bytes[index + 3] == '\n';
  }

  private static Part part(String head, int from, int to) {
    Optional<String> disposition = Optional.empty();
    Optional<String> type = Optional.empty();
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || line.chars().anyMatch(it -> it < ' ' && it != '\t')) {
        throw broken("a part has an invalid header");
      }
      String value = line.substring(colon + 1).strip();
      if (line.substring(0, colon).equalsIgnoreCase("content-disposition")) {
        disposition = Optional.of(value);
      } else if (line.substring(0, colon).equalsIgnoreCase("content-type")) {
        type = Optional.of(value);
      }
    }
    String formData =
        disposition
            .filter(it -> it.regionMatches(true, 0, "form-data", 0, 9))
            .orElseThrow(() -> broken("a part is no form-data"));
    String name = parameter(NAME, formData).orElseThrow(() -> broken("a part has no name"));
    return new Part(name, parameter(FILENAME, formData), type, from, to);
  }

  /** Browsers do not escape a backslash, and encode a quote as %22; others write \". */
  private static Optional<String> parameter(Pattern pattern, String disposition) {
    Matcher found = pattern.matcher(disposition);
    if (!found.find()) {
      return Optional.empty();
    }
    return Optional.of(
        found.group(1) == null
            ? found.group(2)
            : found.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
  }

  /** Linear: a delimiter begins with a line end, and has none inside. */
  private int find(int from) {
    for (int start = from; start + delimiter.length <= bytes.length; start++) {
      if (bytes[start] == '\r' && isAt(start, 0)) {
        return start;
      }
    }
    throw broken("it is truncated, or has no boundary");
  }

  private int end(int start) {
    return start + delimiter.length;
  }

  /**
   * @param skipped bytes of the delimiter
   */
  private boolean isAt(int start, int skipped) {
    int length = delimiter.length - skipped;
    if (start + length > bytes.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[start + i] != delimiter[skipped + i]) {
        return false;
      }
    }
    return true;
  }

  private static String utf8(byte[] bytes, int from, int to) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw broken("a part is not valid UTF-8");
    }
  }

  private static RejectedRequest broken(String why) {
    return new RejectedRequest(400, "the body is no valid multipart/form-data: " + why);
  }
}
