package dev.joinall.edge;

import dev.joinall.backend.WriteMeter;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * An exchange with a client whose content is passed on as it arrives. Its timeouts restart with
 * each progress of the client. Thread-safe.
 */
public final class ClientStream {
  private static final AttributeKey<Expiring> CONNECTION =
      AttributeKey.valueOf(ClientStream.class, "connection");

  private final Channel channel;
  private final ClientConnections all;
  private final WriteMeter meter;

  /**
   * Begins a stream on a connection or on an HTTP/2 stream.
   *
   * @param taken gets the number of bytes each time the client has taken some
   */
  ClientStream(Channel channel, ClientConnections all, IntConsumer taken) {
    this.channel = channel;
    this.all = all;
    Optional<Expiring> connection = connection(channel);
    connection.ifPresent(it -> it.streams(channel, true));
    this.meter =
        WriteMeter.install(
            channel,
            bytes -> {
              connection.ifPresent(it -> it.progress(channel));
              taken.accept(bytes);
            });
  }

  /** Stores the object that applies the timeouts of a connection. */
  static void setConnection(Channel connection, Expiring expiring) {
    connection.attr(CONNECTION).set(expiring);
  }

  private static Optional<Expiring> connection(Channel channel) {
    Channel connection = channel instanceof Http2StreamChannel it ? it.parent() : channel;
    return Optional.ofNullable(connection.attr(CONNECTION).get());
  }

  public void end() {
    meter.remove();
    connection(channel).ifPresent(it -> it.streams(channel, false));
  }

  /**
   * Resets the exchange, so that the client sees that the rest is missing: any other end of a
   * connection may be that of a whole answer.
   */
  public void reset() {
    all.count(CloseReason.BROKEN_STREAM);
    channel.eventLoop().execute(this::resetNow);
  }

  private void resetNow() {
    if (channel instanceof Http2StreamChannel) {
      var _ =
          channel
              .pipeline()
              .firstContext()
              .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    } else {
      LingeringClose.reset(channel);
    }
  }
}
