package dev.joinall.config;

import java.util.Optional;

/**
 * Rejects a request by the results of tasks.
 *
 * @param when evaluated as soon as the tasks that it reads have settled
 * @param status of the response, from 400 to 599
 * @param detail for the client
 */
public record RefuseConfig(Tree when, int status, Tree detail) {
  private static final int FORBIDDEN = 403;

  static Optional<RefuseConfig> read(Fields fields) {
    Optional<Tree> when = fields.required("when", "for example when: \"${tasks.user.blocked}\"");
    int status = fields.count("status", 400, 599, FORBIDDEN);
    Optional<Tree> detail = fields.required("detail", "say why, for the client");
    fields.done();
    return when.isEmpty() || detail.isEmpty()
        ? Optional.empty()
        : Optional.of(new RefuseConfig(when.get(), status, detail.get()));
  }
}
