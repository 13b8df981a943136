package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpMethod;

/** A request that can be written on a connection. */
public interface ClientRequest {
  HttpMethod method();

  /** Whether the request can be written again, and repeating it at the server has no effect. */
  boolean isRepeatable();

  /**
   * Writes the request, on the event loop of the channel: the head as bytes, the content as bytes,
   * or as {@link io.netty.handler.codec.http.HttpContent} if it is chunked.
   *
   * @param empty for the head; written to the channel, or released if an exception is thrown
   * @param authority the default of the header {@code Host}
   * @param sent must be notified of the last write
   */
  void write(Channel channel, ByteBuf empty, String authority, ChannelFutureListener sent);

  /**
   * Whether a broken exchange counts against the server: not if a client of this server sends the
   * content.
   */
  boolean countsAgainstServer();

  /** Whether its timeout has expired. Thread-safe. */
  boolean isLate();
}
