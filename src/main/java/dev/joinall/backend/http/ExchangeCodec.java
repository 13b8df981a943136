package dev.joinall.backend.http;

import dev.joinall.backend.http.client.Exchange;
import dev.joinall.backend.http.client.ResponseDecoder;
import io.netty.channel.Channel;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * HTTP/1.1 client codec of one connection, one request at a time: encodes requests and decodes
 * responses. Independent of any pool; a callback reports that the connection must not be reused.
 */
final class ExchangeCodec extends CombinedChannelDuplexHandler<ResponseDecoder, RequestEncoder> {
  private final Exchange exchange;

  /**
   * @param maxHead bytes of the head of a response
   */
  ExchangeCodec(Channel channel, int maxHead, Consumer<Channel> unclean) {
    this.exchange = new Exchange(channel, unclean);
    init(new ResponseDecoder(exchange, maxHead), new RequestEncoder(exchange));
  }

  /** Null if the connection has no such codec, as with HTTP/2. */
  static @Nullable Exchange exchange(Channel channel) {
    return channel.pipeline().get(NettyPipeline.HttpCodec) instanceof ExchangeCodec codec
        ? codec.exchange
        : null;
  }

  /** Replaces Netty's own codec, before the first request of a connection. */
  static void install(Channel channel, int maxHead) {
    if (channel.pipeline().get(NettyPipeline.HttpCodec) instanceof HttpClientCodec theirs) {
      channel
          .pipeline()
          .replace(
              theirs,
              NettyPipeline.HttpCodec,
              new ExchangeCodec(
                  channel,
                  maxHead,
                  it -> {
                    var _ = Connection.from(it).markPersistent(false);
                  }));
    }
  }
}
