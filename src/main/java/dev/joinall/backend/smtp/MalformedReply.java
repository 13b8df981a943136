package dev.joinall.backend.smtp;

import java.io.IOException;
import java.io.Serial;

/** A reply that violates RFC 5321. The message does not quote it. */
final class MalformedReply extends IOException {
  @Serial private static final long serialVersionUID = 1;

  MalformedReply(String message) {
    super(message);
  }
}
