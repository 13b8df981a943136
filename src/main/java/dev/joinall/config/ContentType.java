package dev.joinall.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media type and its charset (RFC 9110, 8.3).
 *
 * @param type in lower case and without parameters, such as {@code text/csv}
 * @param charset as written, without quotes
 */
public record ContentType(String type, Optional<String> charset) {
  private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+");
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

  /** Parses the value of a header; accepts any text. */
  public static ContentType of(String header) {
    Matcher charset = CHARSET.matcher(header);
    return new ContentType(
        header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT),
        charset.find() ? Optional.of(charset.group(1)) : Optional.empty());
  }

  /** Whether it has a type and a subtype. */
  public boolean isValid() {
    return TYPE.matcher(type).matches();
  }

  public boolean isJson() {
    return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
  }

  public boolean isXml() {
    return type.equals("application/xml") || type.equals("text/xml") || type.endsWith("+xml");
  }

  public boolean isHtml() {
    return type.equals("text/html");
  }

  public boolean isForm() {
    return type.equals("application/x-www-form-urlencoded");
  }

  public boolean isMultipart() {
    return type.startsWith("multipart/");
  }

  /** Whether its content is always text. */
  public boolean isText() {
    return type.startsWith("text/") || isXml() || isJson();
  }

  /** Whether its content can't be JSON. An unknown type may contain JSON. */
  public boolean isNoJson() {
    return (type.startsWith("text/") && !isJson())
        || isXml()
        || isForm()
        || isMultipart()
        || type.startsWith("image/")
        || type.startsWith("audio/")
        || type.startsWith("video/")
        || type.startsWith("font/")
        || type.equals("application/octet-stream")
        || type.equals("application/pdf")
        || type.equals("application/zip")
        || type.equals("application/gzip");
  }

  /** Whether its charset is UTF-8, or not declared. */
  public boolean allowsUtf8() {
    return charset
        .map(it -> it.equalsIgnoreCase("utf-8") || it.equalsIgnoreCase("utf8"))
        .orElse(true);
  }
}
