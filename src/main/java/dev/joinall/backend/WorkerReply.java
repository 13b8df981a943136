package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.CallResult;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the reply of a worker that has received a message.
 *
 * @param maxBody in bytes
 */
public record WorkerReply(As as, int maxBody) {
  /** A fault contains only a code; another text may contain data that clients must not see. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** The conversion of the body of a reply to a value. */
  public enum As {
    JSON,
    TEXT,
    BASE64;

    public CallResult result() {
      return this == JSON ? CallResult.ANY : CallResult.of("{\"type\": \"string\"}");
    }
  }

  /**
   * The value; empty if the body is empty.
   *
   * @param error the error that the worker reported, if it could not do the job
   * @throws StepException if there is an error, or the body can't be used
   */
  public Optional<Json> value(Optional<String> error, byte[] body) {
    if (error.isPresent()) {
      String code = error.filter(it -> CODE.matcher(it).matches()).map(it -> ": " + it).orElse("");
      throw new StepException(
          Fault.of(Fault.Type.STATUS, "the worker replied with an error" + code).ofCaller());
    }
    if (body.length > maxBody) {
      throw tooLarge();
    }
    return body.length == 0 ? Optional.empty() : Optional.of(value(body));
  }

  private Json value(byte[] body) {
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

  public StepException tooLarge() {
    return unusable(Fault.Type.TOO_LARGE, "the reply is larger than " + maxBody + " bytes");
  }

  /** The fault of a job that was done, although its result can't be used. */
  private static StepException unusable(Fault.Type type, String detail) {
    return new StepException(Fault.of(type, detail).ofAccepted());
  }
}
