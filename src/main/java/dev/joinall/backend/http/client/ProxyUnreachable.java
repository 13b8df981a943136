package dev.joinall.backend.http.client;

import java.io.Serial;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** Thrown if no connection to the proxy can be made, so that nothing was sent. */
public final class ProxyUnreachable extends ConnectException {
  @Serial private static final long serialVersionUID = 1;

  ProxyUnreachable(Throwable cause) {
    super(
        cause instanceof UnknownHostException
            ? "the host name of the proxy is not known"
            : "no connection to the proxy could be made");
    initCause(cause);
  }

  /** Converts a failure to connect to a target with a proxy; returns any other one unchanged. */
  public static Throwable of(Throwable failure, Target target) {
    boolean isOfConnect =
        failure instanceof ConnectException || failure instanceof UnknownHostException;
    return isOfConnect && target.proxy().get().isPresent()
        ? new ProxyUnreachable(failure)
        : failure;
  }
}
