package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a stream: the reply of a worker.
 *
 * @param fields by name; a value that was too large is missing
 * @param tooLarge whether one was
 */
record StreamEntry(String id, Map<String, byte[]> fields, boolean tooLarge) {
  /** A code is told in faults; another text may hold what clients should not see. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** The text of a field; empty if it is missing. */
  String text(String name) {
    byte @Nullable [] bytes = fields.get(name);
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  /**
   * The value; empty if the body is.
   *
   * @throws StepException if the worker reports an error, or the body can't be used
   */
  Optional<Json> value(StreamRequest.As as, int maxBody) {
    if (fields.containsKey("error")) {
      String code = text("error");
      String detail = CODE.matcher(code).matches() ? ": " + code : "";
      throw new StepException(
          Fault.of(Fault.Type.STATUS, "the worker replied with an error" + detail).ofCaller());
    }
    byte @Nullable [] body = fields.get("body");
    if (tooLarge || (body != null && body.length > maxBody)) {
      throw unusable(Fault.Type.TOO_LARGE, "the reply is larger than " + maxBody + " bytes");
    }
    return body == null || body.length == 0 ? Optional.empty() : Optional.of(value(body, as));
  }

  private static Json value(byte[] body, StreamRequest.As as) {
    try {
      return switch (as) {
        case JSON -> Json.parse(body);
        case TEXT -> Json.string(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        case BASE64 -> Json.string(Base64.getEncoder().encodeToString(body));
      };
    } catch (MalformedJson e) {
      throw unusable(Fault.Type.MALFORMED, "not valid JSON: " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw unusable(Fault.Type.MALFORMED, "not valid UTF-8");
    }
  }

  /** The job was done, although its result can't be used. */
  private static StepException unusable(Fault.Type type, String detail) {
    return new StepException(Fault.of(type, detail).ofAccepted());
  }
}
