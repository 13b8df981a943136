package dev.joinall.backend.http;

import io.netty.channel.Channel;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import java.util.function.Consumer;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * The client's side of HTTP/1.1 on one connection, one request at a time: takes HTTP objects and
 * gives those of the answer to it. It knows nothing of a pool; whoever keeps one is told when a
 * connection may not go back.
 */
final class ExchangeCodec extends CombinedChannelDuplexHandler<ResponseDecoder, RequestEncoder> {
  ExchangeCodec(Channel channel, Consumer<Channel> unclean) {
    var exchange = new Exchange(channel, unclean);
    init(new ResponseDecoder(exchange), new RequestEncoder(exchange));
  }

  /** Takes the place of Netty's own, before the first request of a connection. */
  static void install(Channel channel) {
    if (channel.pipeline().get(NettyPipeline.HttpCodec) instanceof HttpClientCodec theirs) {
      channel
          .pipeline()
          .replace(
              theirs,
              NettyPipeline.HttpCodec,
              new ExchangeCodec(
                  channel,
                  it -> {
                    var _ = Connection.from(it).markPersistent(false);
                  }));
    }
  }
}
