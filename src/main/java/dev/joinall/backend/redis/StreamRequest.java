package dev.joinall.backend.redis;

import dev.joinall.backend.WorkerReply;
import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Optional;

/**
 * A message to a stream, and the wait for the worker's reply, as declared in the file.
 *
 * @param stream its key
 * @param messageId empty if the id is derived from the request and the message
 * @param maxLength the approximate maximum of messages in the stream
 * @param as the conversion of the reply to a value
 */
record StreamRequest(
    Tree where,
    String stream,
    Optional<Tree> body,
    Map<String, Tree> headers,
    Optional<Tree> messageId,
    int maxLength,
    WorkerReply.As as)
    implements BackendCall {
  static final String VERB = "request";

  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_ALLOWED_LENGTH = 10_000_000;

  static Optional<StreamRequest> read(Fields task) {
    Tree argument = task.tree(VERB).orElseThrow();
    var as = task.oneOf("as", WorkerReply.As.class, WorkerReply.As.JSON);
    var fields = new Fields(argument, task.problems());
    Optional<String> stream = fields.constant("stream");
    if (argument instanceof Tree.Mapping && fields.tree("stream").isEmpty()) {
      task.problems()
          .add(argument, "\"stream\" is missing", "the key of the stream from which workers read");
    }
    var request =
        new StreamRequest(
            argument,
            stream.orElse(""),
            fields.tree("body"),
            fields.entries("headers"),
            fields.tree("message-id"),
            fields.count("max-length", 1, MAX_ALLOWED_LENGTH, MAX_LENGTH),
            as);
    fields.done();
    return stream.map(it -> request);
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
    return VERB + " " + stream;
  }

  @Override
  public CallResult result() {
    return as.result();
  }
}
