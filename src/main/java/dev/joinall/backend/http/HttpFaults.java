package dev.joinall.backend.http;

import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.RetryAfter;
import dev.joinall.backend.StatusMapping;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.PoolFaults;
import dev.joinall.backend.http.client.ProxyRefusal;
import dev.joinall.backend.http.client.ProxyUnreachable;
import dev.joinall.template.InvalidExpression;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import reactor.core.Exceptions;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.internal.shaded.reactor.pool.PoolShutdownException;

/** Maps exceptions of the client and statuses of an API to faults. */
final class HttpFaults {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private HttpFaults() {}

  static Fault translate(Throwable error) {
    return switch (Exceptions.unwrap(error)) {
      case StepException step -> step.fault();
      case InvalidExpression invalid -> Fault.of(invalid);
      case PoolAcquireTimeoutException full -> PoolFaults.noFreeConnection();
      case PoolAcquirePendingLimitException full -> PoolFaults.tooManyWait();
      case PoolShutdownException closed -> PoolFaults.closed().fault();
      case ProxyRefusal refusal -> ofProxy(refusal);
      case ProxyUnreachable unreachable -> unavailable(detail(unreachable));
      case UnknownHostException unknown -> unconnected(unknown);
      case ConnectException refused -> unconnected(refused);
      case SSLException tls -> unconnected(tls);
      case PrematureCloseException closed when isTruncated(closed) ->
          Fault.of(Fault.Type.MALFORMED, "the answer was truncated");
      case PrematureChannelClosureException closed ->
          Fault.of(Fault.Type.MALFORMED, "the answer was truncated");
      case TooLongFrameException large -> tooLargeHead();
      case Http2Exception.HeaderListSizeException large -> tooLargeHead();
      case DecoderException decoder when decoder.getCause() instanceof SSLException ->
          unconnected(decoder);
      case DecoderException broken -> Fault.of(Fault.Type.MALFORMED, "not a valid HTTP answer");
      case Http2Exception broken -> unavailable("the connection broke");
      case AbortedException aborted -> unavailable("the connection broke");
      case IOException full when isOutOfStreams(full) ->
          Fault.rejected("no stream was free", Optional.empty());
      case IOException broken -> unavailable("the connection broke");
      default -> ConnectFaults.of(error).orElseGet(() -> Fault.of(error));
    };
  }

  private static Fault unconnected(Throwable error) {
    return ConnectFaults.of(error).orElseGet(() -> unavailable("no connection could be made"));
  }

  /** The fault of a proxy; its status is not a status of the API. */
  private static Fault ofProxy(ProxyRefusal refusal) {
    return refusal.isPermanent()
        ? Fault.of(Fault.Type.STATUS, detail(refusal))
        : unavailable(detail(refusal));
  }

  private static String detail(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  static Fault late() {
    return Fault.of(Fault.Type.TIMEOUT, "no answer in time");
  }

  private static Fault tooLargeHead() {
    return Fault.of(Fault.Type.TOO_LARGE, "the head of the answer is larger than max-head");
  }

  /** Whether the API may have received the request before the error. */
  static boolean wasSent(Throwable error) {
    Throwable cause = Exceptions.unwrap(error);
    boolean broken =
        cause instanceof IOException
            || cause instanceof PrematureChannelClosureException
            || cause instanceof AbortedException
            || cause instanceof Http2Exception
            || (cause instanceof DecoderException && !(cause.getCause() instanceof SSLException));
    return broken
        && !isOutOfStreams(cause)
        && !(cause instanceof ProxyRefusal refusal && !refusal.isPassedOn())
        && !(cause instanceof ConnectException)
        && !(cause instanceof UnknownHostException)
        && !(cause instanceof SSLHandshakeException);
  }

  /**
   * @param ownLogin whether the call authenticates only with the login of the backend
   */
  static Fault status(AnswerHead head, boolean ownLogin) {
    int status = head.status();
    return new Fault(
        StatusMapping.fault(status),
        status == UNAUTHORIZED && ownLogin ? Fault.Nature.PERMANENT : nature(status),
        detail(head),
        1,
        retryAfter(head),
        Optional.empty(),
        false);
  }

  /** Most proxies do not mark their own responses. */
  private static String detail(AnswerHead head) {
    int status = head.status();
    boolean isDoubtful = head.proxied() && (status == FORBIDDEN || status >= 500);
    return "HTTP " + status + (isDoubtful ? ", from the API or from the proxy" : "");
  }

  private static Fault.Nature nature(int status) {
    return switch (status) {
      case 408, 429, 502, 503, 504 -> Fault.Nature.TRANSIENT;
      default -> status < 500 ? Fault.Nature.CALLERS : Fault.Nature.PERMANENT;
    };
  }

  private static Optional<Duration> retryAfter(AnswerHead head) {
    return RetryAfter.of(
        head.headers().get(HttpHeaderNames.RETRY_AFTER), head.headers().get(HttpHeaderNames.DATE));
  }

  /** HTTP/2: the server's stream limit was reached between the check and the call. */
  static boolean isOutOfStreams(Throwable error) {
    return String.valueOf(error.getMessage()).contains("Max active streams");
  }

  private static boolean isTruncated(PrematureCloseException closed) {
    return String.valueOf(closed.getMessage()).contains("DURING");
  }

  private static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail);
  }
}
