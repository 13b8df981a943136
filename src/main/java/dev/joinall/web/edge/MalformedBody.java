package dev.joinall.web.edge;

/** The body of a request can't be read: its framing is broken. Cheap: it has no stack trace. */
public final class MalformedBody extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedBody() {
    super("the framing of the body is broken", null, false, false);
  }
}
