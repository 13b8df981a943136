package dev.joinall.backend.amqp;

import dev.joinall.backend.MessageId;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;

/** A compiled message: renders a {@link Message} from a request's scope. Immutable. */
record MessageTemplate(
    AmqpCall call, RoutingKey routingKey, MessageBody body, MessageHeaders headers, MessageId id) {
  static MessageTemplate compile(AmqpCall call, Templates templates) {
    return new MessageTemplate(
        call,
        RoutingKey.compile(call.routingKey(), templates),
        MessageBody.compile(call, templates),
        MessageHeaders.compile(call.headers(), templates),
        MessageId.compile(call.messageId(), templates));
  }

  /**
   * @param trace of the task
   * @throws InvalidExpression if an expression fails, or its value is not valid in a message
   */
  Message render(Scope scope, Trace trace) {
    String key = routingKey.render(scope);
    MessageBody.Rendered content = body.render(scope);
    return new Message(
        call,
        key,
        id.render(scope, trace, call.exchange() + "|" + key, content.bytes()),
        content.type(),
        headers.render(scope, trace),
        content.bytes());
  }
}
