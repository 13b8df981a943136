package dev.joinall.backend.http.client;

import io.netty.handler.codec.TooLongFrameException;

/** An answer whose status came, and whose head is larger than the limit. */
public final class LargeHead extends TooLongFrameException {
  private static final long serialVersionUID = 1L;

  private final int status;

  LargeHead(int status) {
    super("the head is larger than max-head");
    this.status = status;
  }

  public int status() {
    return status;
  }
}
