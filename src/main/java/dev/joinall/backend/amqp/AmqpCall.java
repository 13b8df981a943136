package dev.joinall.backend.amqp;

import dev.joinall.backend.WorkerReply;
import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One message, as declared in the file.
 *
 * @param awaitsReply whether it is a {@code request}, whose value is the reply of a worker
 * @param exchange its name; empty for the default exchange, which uses the name of a queue as key
 * @param contentType of the body; empty if the body is JSON
 * @param messageId empty if the id is derived from the request and the message
 * @param persistent whether the message survives a restart of the broker
 * @param mandatory whether a message that reaches no queue is a fault
 * @param expiration how long a queue keeps a published message; empty for no limit
 * @param as the conversion of the reply to a value
 */
record AmqpCall(
    Tree where,
    boolean awaitsReply,
    String exchange,
    Tree routingKey,
    Optional<Tree> body,
    Map<String, Tree> headers,
    Optional<String> contentType,
    Optional<Tree> messageId,
    Optional<String> type,
    int priority,
    boolean persistent,
    boolean mandatory,
    Optional<Duration> expiration,
    WorkerReply.As as)
    implements BackendCall {
  static final String PUBLISH = "publish";
  static final String REQUEST = "request";

  /** The priority of a message without one. */
  static final int NO_PRIORITY = 0;

  private static final int MAX_PRIORITY = 9;

  private static final CallResult SENT =
      CallResult.of(
          """
          {"title": "PublishedMessage",
           "type": "object",
           "properties": {"messageId": {"type": "string"}},
           "required": ["messageId"],
           "examples": [{"messageId": "8a7d3f0c5b1e4a6f9d2c7b8e0f1a2b3c"}]}\
          """);

  static Optional<AmqpCall> read(String verb, Fields task) {
    boolean request = verb.equals(REQUEST);
    Tree argument = task.tree(verb).orElseThrow();
    var as =
        request ? task.oneOf("as", WorkerReply.As.class, WorkerReply.As.JSON) : WorkerReply.As.JSON;
    var fields = new Fields(argument, task.problems());
    String exchange = fields.constant("exchange").orElse("");
    Optional<Tree> routingKey = fields.tree("routing-key");
    if (routingKey.isEmpty() && exchange.isEmpty()) {
      task.problems()
          .add(
              argument,
              "\"routing-key\" is missing",
              "without an exchange it is the name of the queue");
    }
    var call =
        new AmqpCall(
            argument,
            request,
            exchange,
            routingKey.orElseGet(() -> Tree.Scalar.of(argument, "")),
            fields.tree("body"),
            fields.entries("headers"),
            fields.constant("content-type"),
            fields.tree("message-id"),
            fields.constant("type"),
            fields.count("priority", 0, MAX_PRIORITY, NO_PRIORITY),
            fields.flag("persistent", !request),
            request || fields.flag("mandatory", true),
            request ? Optional.empty() : fields.duration("expiration"),
            as);
    fields.done();
    return routingKey.isEmpty() && exchange.isEmpty() ? Optional.empty() : Optional.of(call);
  }

  /**
   * True, because the worker may have an effect; {@code safe: true} declares that it only reads.
   */
  @Override
  public boolean effect() {
    return true;
  }

  @Override
  public String label() {
    String key = routingKey.onOneLine();
    String to = exchange.isEmpty() ? key : key.isEmpty() ? exchange : exchange + " " + key;
    return (awaitsReply ? REQUEST : PUBLISH) + " " + to;
  }

  @Override
  public CallResult result() {
    return awaitsReply ? as.result() : SENT;
  }
}
