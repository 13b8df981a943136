package dev.joinall.backend.amqp;

import dev.joinall.template.CallRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The span attributes of a call, according to OpenTelemetry's semantic conventions for messaging
 * and RabbitMQ.
 */
final class AmqpSpan {
  private static final String ROUTING_KEY = "messaging.rabbitmq.destination.routing_key";
  private static final String DESTINATION = "messaging.destination.name";

  private AmqpSpan() {}

  /** The attributes that all spans of a call have. */
  static Map<String, Object> of(AmqpCall call) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("messaging.system", "rabbitmq");
    attributes.put(
        "messaging.operation.name", call.awaitsReply() ? AmqpCall.REQUEST : AmqpCall.PUBLISH);
    attributes.put("messaging.operation.type", "send");
    return attributes;
  }

  static void addAttributes(Message message, CallRecord record) {
    String exchange = message.call().exchange();
    String key = message.routingKey();
    record.setAttribute(
        DESTINATION, exchange.isEmpty() ? key : key.isEmpty() ? exchange : exchange + ":" + key);
    if (!key.isEmpty()) {
      record.setAttribute(ROUTING_KEY, key);
    }
    record.setAttribute("messaging.message.id", message.id());
    record.setAttribute("messaging.message.body.size", (long) message.body().length);
  }
}
