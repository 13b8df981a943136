package dev.joinall.backend.smtp;

import java.io.IOException;
import java.io.Serial;

/** A mail server said what RFC 5321 does not allow. The message repeats none of its words. */
final class MalformedReply extends IOException {
  @Serial private static final long serialVersionUID = 1;

  MalformedReply(String message) {
    super(message);
  }
}
