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
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on loopback, for IPv4 addresses, services and texts with a TTL of 10 minutes.
 * Thread-safe.
 */
public final class ScriptedDns implements AutoCloseable {
  private static final int TTL_SECONDS = 600;

  private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
  private final Map<String, List<String>> services = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
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

  /** From now on the name, such as {@code _mongodb._tcp.shop.test}, has these servers (SRV). */
  public ScriptedDns service(String name, String... hostsWithPorts) {
    services.put(name + ".", List.of(hostsWithPorts));
    return this;
  }

  /** From now on the name has this text of less than 256 bytes (TXT). */
  public ScriptedDns text(String name, String text) {
    texts.put(name + ".", text);
    return this;
  }

  /** Its address for JNDI. */
  public String jndi() {
    var address = (InetSocketAddress) server.localAddress();
    return "dns://127.0.0.1:" + address.getPort();
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
      String name = question.name().toLowerCase(Locale.ROOT);
      List<String> known = addresses.getOrDefault(name, List.of());
      List<String> servers = services.getOrDefault(name, List.of());
      if (known.isEmpty() && servers.isEmpty() && !texts.containsKey(name)) {
        response.setCode(DnsResponseCode.NXDOMAIN);
      }
      if (question.type().equals(DnsRecordType.SRV)) {
        servers.forEach(it -> answer(response, question, srv(it)));
      }
      if (question.type().equals(DnsRecordType.TXT) && texts.containsKey(name)) {
        answer(response, question, string(texts.get(name)));
      }
      if (question.type().equals(DnsRecordType.A)) {
        asked.incrementAndGet();
        known.forEach(
            it -> answer(response, question, NetUtil.createByteArrayFromIpAddressString(it)));
      }
      var _ = context.writeAndFlush(response);
    }
  }

  private static void answer(DatagramDnsResponse response, DnsQuestion question, byte[] data) {
    response.addRecord(
        DnsSection.ANSWER,
        new DefaultDnsRawRecord(
            question.name(), question.type(), TTL_SECONDS, Unpooled.wrappedBuffer(data)));
  }

  /** Priority, weight, port and the labels of a name (RFC 2782). */
  private static byte[] srv(String hostWithPort) {
    int colon = hostWithPort.indexOf(':');
    var data = new ByteArrayOutputStream();
    int port = Integer.parseInt(hostWithPort.substring(colon + 1));
    data.writeBytes(new byte[] {0, 1, 0, 1, (byte) (port >> 8), (byte) port});
    for (String label : hostWithPort.substring(0, colon).split("\\.", -1)) {
      data.writeBytes(string(label));
    }
    data.write(0);
    return data.toByteArray();
  }

  private static byte[] string(String text) {
    var data = new ByteArrayOutputStream();
    data.write(text.length());
    data.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return data.toByteArray();
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
