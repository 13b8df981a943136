package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Receives the response to one request, on one event loop: a head, its content, and the end; or a
 * failure at any time, which without a connection may come on any thread. An exception of {@link
 * #head} or {@link #content} ends the exchange, and is reported as the failure.
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

  /** Called when the whole response has arrived. */
  void complete();

  /**
   * Called if the rest of the response is missing.
   *
   * @param sent whether the server may have received the request
   */
  void failed(Throwable why, boolean sent);
}
