package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * Rejects a request by the results of tasks.
 *
 * @param when evaluated as soon as the tasks that it reads have settled
 * @param status of the response, from 400 to 599
 * @param detail for the client; empty if the body contains it
 * @param headers of the response
 * @param body of the response; empty for problem details
 */
public record RefuseConfig(
    Tree when, int status, Optional<Tree> detail, Map<String, Tree> headers, Optional<Tree> body) {
  private static final int FORBIDDEN = 403;

  static Optional<RefuseConfig> read(Fields fields) {
    Optional<Tree> when = fields.required("when", "for example when: \"${tasks.user.blocked}\"");
    int status = fields.count("status", 400, 599, FORBIDDEN);
    Map<String, Tree> headers =
        HeaderRules.checked(fields.entries("headers"), HeaderRules.FRAMING, fields.problems());
    Optional<Tree> body = fields.tree("body");
    Optional<Tree> detail =
        body.isPresent()
            ? fields.tree("detail")
            : fields.required("detail", "write the reason, for the client");
    if (body.isPresent() && detail.isPresent()) {
      fields.report(
          detail.get(), "\"body\" is the whole answer, so \"detail\" has no effect", "keep one");
    }
    fields.done();
    return when.isEmpty() || (detail.isEmpty() && body.isEmpty())
        ? Optional.empty()
        : Optional.of(new RefuseConfig(when.get(), status, detail, headers, body));
  }
}
