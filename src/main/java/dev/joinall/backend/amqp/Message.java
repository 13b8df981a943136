package dev.joinall.backend.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Map;

/**
 * One message to send.
 *
 * @param id the idempotency key: the same for all attempts of one call
 * @param body must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Message(
    AmqpCall call,
    String routingKey,
    String id,
    String contentType,
    Map<String, Object> headers,
    byte[] body) {
  private static final int PERSISTENT = 2;
  private static final int TRANSIENT = 1;

  /** The properties that are independent of the broker and the channel. */
  BasicProperties.Builder properties() {
    var properties =
        new BasicProperties.Builder()
            .messageId(id)
            .contentType(contentType)
            .deliveryMode(call.persistent() ? PERSISTENT : TRANSIENT)
            .headers(headers)
            .appId("joinall");
    call.type().ifPresent(properties::type);
    if (call.priority() != AmqpCall.NO_PRIORITY) {
      properties.priority(call.priority());
    }
    return properties;
  }
}
