package dev.joinall.template;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The body of a response without a value, such as an error response. Immutable. */
public final class ReplyBody {
  public static final ReplyBody NONE = new ReplyBody("", new byte[0]);

  /** The response had a body, but it was too large or did not arrive. */
  public static final ReplyBody LOST = new ReplyBody("", new byte[0]);

  private final String contentType;
  private final byte[] bytes;

  /**
   * @param contentType as the backend sent it; empty if there is none
   * @param bytes not copied; must not be changed later
   */
  public ReplyBody(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  public String contentType() {
    return contentType;
  }

  public int length() {
    return bytes.length;
  }

  /** The bytes, not copied; must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The value of a JSON body, other UTF-8 as a string, anything else in base64; null if the body is
   * empty.
   */
  public Json json() {
    if (bytes.length == 0) {
      return Json.NULL;
    }
    if (isJson()) {
      try {
        return Json.parse(bytes, 0, bytes.length);
      } catch (MalformedJson e) {
        // not JSON, so a text
      }
    }
    try {
      return Json.string(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Json.string(Base64.getEncoder().encodeToString(bytes));
    }
  }

  private boolean isJson() {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.isEmpty() || type.equals("application/json") || type.endsWith("+json");
  }
}
