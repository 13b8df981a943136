package dev.joinall.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The declared type of a request's body, and its limits.
 *
 * @param rules the limits of the whole body
 * @param fields the fields of a form or a multipart body, by name
 */
public record BodyContent(Type type, Rules rules, Map<String, Field> fields) {
  public static final BodyContent JSON = new BodyContent(Type.JSON, Rules.NONE, Map.of());

  /** The media type of a body. */
  public enum Type {
    JSON("application/json"),
    FORM("application/x-www-form-urlencoded"),
    MULTIPART("multipart/form-data"),
    TEXT("text/plain"),
    BINARY("application/octet-stream"),
    /** It has no value, and is passed on as it arrives. */
    STREAM("application/octet-stream");

    private final String mediaType;

    Type(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /**
   * Limits of a body or of a file.
   *
   * @param maxSize in bytes; empty if the server's limit is enough
   * @param types media types that are accepted; empty for any
   */
  public record Rules(OptionalInt maxSize, List<String> types) {
    static final Rules NONE = new Rules(OptionalInt.empty(), List.of());

    public Rules {
      types = List.copyOf(types);
    }
  }

  /**
   * One declared field.
   *
   * @param form the form of its value, or of each value of a list
   * @param list whether it may be repeated
   * @param file whether it is a file; then the rules apply
   */
  public record Field(Inputs.Form form, boolean list, boolean file, Rules rules) {}

  public BodyContent {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
