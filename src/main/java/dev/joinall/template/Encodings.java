package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes texts for URLs, forms, HTML and XML. */
final class Encodings {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** In elements: the cost of a call. */
  private static final int CALL = 20;

  private Encodings() {}

  /** Percent-encodes the UTF-8 bytes of all characters except the unreserved ones of RFC 3986. */
  static String url(String text) {
    return percent(text, false);
  }

  private static String percent(String text, boolean isForm) {
    Meter.chargeElements(CALL + 4 * Cost.ofText(text.length()));
    Meter.chargeBytes(3L * text.length());
    var encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      if (b == ' ' && isForm) {
        encoded.append('+');
      } else if (isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        HEX.toHexDigits(encoded.append('%'), b);
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /**
   * Encodes fields as application/x-www-form-urlencoded: omits null, and writes a list as one field
   * for each item.
   */
  static String form(Map<?, ?> fields) {
    var form = new StringBuilder();
    fields.forEach((name, value) -> {
      if (value instanceof Collection<?> list) {
        list.forEach(item -> field(form, name, item));
      } else {
        field(form, name, value);
      }
    });
    return form.toString();
  }

  private static void field(StringBuilder form, Object name, @Nullable Object value) {
    Meter.chargeElements(Cost.STEP);
    if (!Comparison.isNull(value)) {
      form.append(form.isEmpty() ? "" : "&")
          .append(percent(String.valueOf(name), true))
          .append('=')
          .append(percent(Texts.scalar(value), true));
    }
  }

  static String html(String text) {
    charge(text);
    return Escapes.html(text);
  }

  static String xml(String text) {
    charge(text);
    return Escapes.xml(text);
  }

  private static void charge(String text) {
    Meter.chargeElements(6 * Cost.ofText(text.length()));
    Meter.chargeBytes(2L * text.length());
  }
}
