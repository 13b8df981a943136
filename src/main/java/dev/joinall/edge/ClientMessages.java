package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * The requests and answers of one HTTP/1.1 connection of a client, which it reports to its {@link
 * ClientConnection}. It is behind the codec in the pipeline and sees requests one after another.
 */
final class ClientMessages extends ChannelDuplexHandler {
  private final Channel channel;
  private final ClientConnection connection;
  private final ClientConnections all;
  private boolean broken;
  private boolean knowsChunks;

  ClientMessages(Channel channel, ClientConnection connection, ClientConnections all) {
    this.channel = channel;
    this.connection = connection;
    this.all = all;
  }

  /** The event may be the upgrade to HTTP/2, before the first frame. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    var _ = connection.becomesHttp2();
    context.fireUserEventTriggered(event);
  }

  /**
   * Replaces the rest of a body whose framing is broken. The connection closes after the answer.
   */
  private Object brokenEnd() {
    Framing.setBroken(channel);
    broken = true;
    return LastHttpContent.EMPTY_LAST_CONTENT;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    Object message = read.equals(Framing.BROKEN) ? brokenEnd() : read;
    if (message instanceof HttpRequest request) {
      knowsChunks = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
      connection.requestBegins();
    }
    connection.received();
    if (message instanceof LastHttpContent) {
      connection.bodyEnds();
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object written, ChannelPromise promise) {
    Object message = BareAnswers.explained(written, channel);
    boolean promises = message instanceof HttpResponse it && isInformational(it);
    if (message instanceof HttpResponse answer && !promises) {
      end(answer);
    }
    var _ = context.write(message, HeldWrites.counted(message, promise, all.memory()));
    if (message instanceof LastHttpContent && !promises) {
      connection.answerEnds();
    }
  }

  private void end(HttpResponse answer) {
    if (broken || all.areLastAnswers()) {
      HttpUtil.setKeepAlive(answer, false);
    }
    // RFC 9112, 6.1: the end of the connection is the end of the body.
    if (!knowsChunks && HttpUtil.isTransferEncodingChunked(answer)) {
      HttpUtil.setTransferEncodingChunked(answer, false);
      HttpUtil.setKeepAlive(answer, false);
    }
    UncachedErrors.mark(answer.status().code(), answer.headers());
  }

  /** Whether the final answer still follows, for example after 100 (Continue). */
  private static boolean isInformational(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
