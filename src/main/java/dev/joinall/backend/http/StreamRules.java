package dev.joinall.backend.http;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;

/** Rejects declarations that a call with a stream does not allow. */
final class StreamRules {
  private StreamRules() {}

  /**
   * @param uploads whether its body is the client's stream
   */
  static void check(HttpCall call, boolean uploads, Problems problems) {
    if (call.idleTimeout().isPresent() && !call.streams() && !uploads) {
      problems.add(
          call.where(),
          "\"idle-timeout\" is for streams, and this call has none",
          "write as: stream, or remove it; \"timeout\" bounds a call");
    }
    if (uploads && call.reads()) {
      problems.add(
          call.body().map(Tree.class::cast).orElse(call.where()),
          "a GET or HEAD has no body to stream",
          "use post or put");
    }
    if (uploads && (call.form().isPresent() || call.multipart().isPresent())) {
      problems.add(
          call.where(), "a call has one content, this one has a stream and another", "keep one");
    }
  }
}
