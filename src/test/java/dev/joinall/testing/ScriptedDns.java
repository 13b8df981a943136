package dev.joinall.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback, for IPv4 addresses with a TTL of 10 minutes. Thread-safe. */
public final class ScriptedDns implements AutoCloseable {
  private static final int TTL_SECONDS = 600;

  private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;

  private ScriptedDns() {
    var initializer =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
          }
        };
    this.server =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(initializer)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  public static ScriptedDns start() {
    return new ScriptedDns();
  }

  /** From now on the name has these addresses. */
  public ScriptedDns name(String name, String... all) {
    addresses.put(name + ".", List.of(all));
    return this;
  }

  /** For {@link dev.joinall.backend.Hub}. */
  public DnsServerAddressStreamProvider provider() {
    return new SingletonDnsServerAddressStreamProvider((InetSocketAddress) server.localAddress());
  }

  /** The number of questions for IPv4 addresses. */
  public int asked() {
    return asked.get();
  }

  private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      var response =
          new DatagramDnsResponse(
              /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
      response.addRecord(DnsSection.QUESTION, question);
      List<String> known = addresses.getOrDefault(question.name(), List.of());
      if (known.isEmpty()) {
        response.setCode(DnsResponseCode.NXDOMAIN);
      }
      if (question.type().equals(DnsRecordType.A)) {
        asked.incrementAndGet();
        known.forEach(address ->
            response.addRecord(
                DnsSection.ANSWER,
                new DefaultDnsRawRecord(
                    question.name(),
                    DnsRecordType.A,
                    TTL_SECONDS,
                    Unpooled.wrappedBuffer(NetUtil.createByteArrayFromIpAddressString(address)))));
      }
      var _ = context.writeAndFlush(response);
    }
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
