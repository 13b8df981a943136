package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
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

/**
 * Reads the reply of a worker. A reply with the header {@code error} says that the job failed.
 *
 * @param maxBody in bytes
 */
record ReplyValue(AmqpCall.As as, int maxBody) {
  /** The header by which a worker says that it could not do the job. */
  static final String ERROR = "error";

  /** A code is told in faults; another text may hold what clients should not see. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * The value; empty if the body is.
   *
   * @throws StepException if the worker reports an error, or the body can't be used
   */
  Optional<Json> of(BasicProperties properties, byte[] body) {
    Map<String, Object> headers = properties.getHeaders();
    Object error = headers == null ? null : headers.get(ERROR);
    if (error != null) {
      String code = String.valueOf(error);
      throw new StepException(AmqpFaults.ofWorker(CODE.matcher(code).matches() ? code : ""));
    }
    if (body.length > maxBody) {
      throw unusable(Fault.Type.TOO_LARGE, "the reply is larger than " + maxBody + " bytes");
    }
    return body.length == 0 ? Optional.empty() : Optional.of(value(body));
  }

  private Json value(byte[] body) {
    return switch (as) {
      case JSON -> json(body);
      case TEXT -> Json.string(text(body));
      case BASE64 -> Json.string(Base64.getEncoder().encodeToString(body));
    };
  }

  private static Json json(byte[] body) {
    try {
      return Json.parse(body);
    } catch (MalformedJson e) {
      throw unusable(Fault.Type.MALFORMED, "not valid JSON: " + e.getMessage());
    }
  }

  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw unusable(Fault.Type.MALFORMED, "not valid UTF-8");
    }
  }

  /** The job was done, although its result can't be used. */
  private static StepException unusable(Fault.Type type, String detail) {
    return new StepException(Fault.of(type, detail).ofAccepted());
  }
}
