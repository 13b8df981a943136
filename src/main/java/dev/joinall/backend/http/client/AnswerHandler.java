package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Gets the answer to one request, on one event loop: a head, its content, and the end; or a failure
 * at any time, without a connection on any thread. What {@link #head} and {@link #content} throw
 * ends the exchange, and comes back as the failure.
 */
public interface AnswerHandler {
  /**
   * The head.
   *
   * @param channel of its connection
   */
  void head(int status, HttpHeaders headers, Channel channel);

  /**
   * A part of the content.
   *
   * @param part valid until the method returns
   */
  void content(ByteBuf part);

  /** The whole answer has arrived. */
  void complete();

  /**
   * No more of an answer comes.
   *
   * @param sent whether the server may have received the request
   */
  void failed(Throwable why, boolean sent);
}
