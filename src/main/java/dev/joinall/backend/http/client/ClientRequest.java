package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpMethod;

/** A request that can be written on a connection. */
public interface ClientRequest {
  HttpMethod method();

  /** Whether it can be written again, and the server would do nothing again that matters. */
  boolean isRepeatable();

  /**
   * Writes it, on the event loop of the channel: the head as bytes, the content as bytes, or as
   * {@link io.netty.handler.codec.http.HttpContent} if it is chunked.
   *
   * @param empty for the head; written to the channel, or released if an exception is thrown
   * @param authority the usual value of the header {@code Host}
   * @param sent has to hear of the last write
   */
  void write(Channel channel, ByteBuf empty, String authority, ChannelFutureListener sent);

  /** Whether a broken exchange tells of the server: not if a client of ours sends the content. */
  boolean tellsOfServer();

  /** Whether the time for its answer is over. Thread-safe. */
  boolean isLate();
}
