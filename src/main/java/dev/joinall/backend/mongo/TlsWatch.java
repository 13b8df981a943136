package dev.joinall.backend.mongo;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Sets SNI to the declared server name, instead of the driver's host. Reports to the driver why a
 * handshake failed, before it notices that the connection is closed. For one connection.
 */
final class TlsWatch extends ChannelDuplexHandler {
  private final WireConnectionState conversation;
  private final LastHandshake last;
  private final Optional<String> serverName;

  TlsWatch(WireConnectionState conversation, LastHandshake last, Optional<String> serverName) {
    this.last = last;
    this.conversation = conversation;
    this.serverName = serverName;
  }

  /** Called when the driver has added TLS, before the handshake. */
  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls != null) {
      serverName.ifPresent(it -> setServerName(tls.engine(), it));
    }
    var _ = context.connect(remote, local, promise);
  }

  private static void setServerName(SSLEngine engine, String name) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(sni(name));
    engine.setSSLParameters(parameters);
  }

  /** Empty for a name with an underscore, which SNI does not allow. */
  private static List<SNIServerName> sni(String name) {
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      last.succeeded();
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      last.failed(handshake.cause());
      conversation.tlsFailed(handshake.cause());
      context.fireExceptionCaught(handshake.cause());
    }
    context.fireUserEventTriggered(event);
  }
}
