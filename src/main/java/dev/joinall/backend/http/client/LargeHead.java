package dev.joinall.backend.http.client;

import io.netty.handler.codec.TooLongFrameException;

/** A response whose status arrived, and whose head exceeds the limit. */
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
