package dev.joinall.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The aggregations of {@code bench/joinall.yaml} written by hand on Netty alone: its HTTP codecs,
 * epoll, upstream connections kept on the loop of the client's connection. It has no guards, no
 * timeouts and no limits.
 */
public final class NettyPeer {
  private static final Map<String, String> ROUTES =
      Map.of("/one", "a", "/page", "abc", "/ten", "abcdefghij");
  private static final int MAX_BODY = 1 << 16;

  private final URI upstream = URI.create(System.getenv("UPSTREAM_URL"));
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());

  /** Idle upstream connections of this thread's loop. */
  private final ThreadLocal<Deque<Channel>> idle = ThreadLocal.withInitial(ArrayDeque::new);

  private NettyPeer() {}

  /** Serves until the process ends. */
  public static void main(String[] args) throws InterruptedException {
    var peer = new NettyPeer();
    new ServerBootstrap()
        .group(peer.loops)
        .channel(EpollServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), peer.new Page());
              }
            })
        .bind("127.0.0.1", Integer.parseInt(System.getenv("SERVER_PORT")))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  /** The requests of one client, one after the other. */
  private final class Page extends SimpleChannelInboundHandler<HttpObject> {
    private String target = "";

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpRequest request) {
        target = request.uri();
      }
      if (message instanceof LastHttpContent) {
        String tasks = ROUTES.get(target);
        if (tasks == null) {
          answer(context, HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
        } else {
          new Join(context, tasks).start();
        }
      }
    }
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, ByteBuf body) {
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    context.writeAndFlush(response);
  }

  /** The calls of one request, on one loop. */
  private final class Join {
    private final ChannelHandlerContext client;
    private final String tasks;
    private final ByteBuf[] bodies;
    private int open;
    private boolean isFailed;

    Join(ChannelHandlerContext client, String tasks) {
      this.client = client;
      this.tasks = tasks;
      this.bodies = new ByteBuf[tasks.length()];
      this.open = tasks.length();
    }

    void start() {
      for (int i = 0; i < bodies.length; i++) {
        call(i);
      }
    }

    private void call(int task) {
      Channel channel = idle.get().poll();
      while (channel != null && !channel.isActive()) {
        channel = idle.get().poll();
      }
      if (channel != null) {
        send(channel, task);
        return;
      }
      EventLoop loop = client.channel().eventLoop();
      new Bootstrap()
          .group(loop)
          .channel(EpollSocketChannel.class)
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel opened) {
                  opened
                      .pipeline()
                      .addLast(
                          new HttpClientCodec(), new HttpObjectAggregator(MAX_BODY), new Answer());
                }
              })
          .connect(new InetSocketAddress(upstream.getHost(), upstream.getPort()))
          .addListener((io.netty.channel.ChannelFuture connected) -> {
            if (connected.isSuccess()) {
              send(connected.channel(), task);
            } else {
              done(task, null);
            }
          });
    }

    private void send(Channel channel, int task) {
      channel.pipeline().get(Answer.class).expect(this, task);
      var request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.GET, "/" + tasks.charAt(task));
      request.headers().set(HttpHeaderNames.HOST, upstream.getAuthority());
      channel.writeAndFlush(request, channel.voidPromise());
    }

    /**
     * @param body null if the call failed
     */
    void done(int task, ByteBuf body) {
      bodies[task] = body;
      isFailed |= body == null;
      open--;
      if (open > 0) {
        return;
      }
      if (isFailed) {
        for (ByteBuf it : bodies) {
          if (it != null) {
            it.release();
          }
        }
        answer(client, HttpResponseStatus.BAD_GATEWAY, Unpooled.EMPTY_BUFFER);
        return;
      }
      ByteBuf page = client.alloc().buffer(bodies.length * 1100);
      for (int i = 0; i < bodies.length; i++) {
        page.writeByte(i == 0 ? '{' : ',').writeByte('"').writeByte(tasks.charAt(i));
        page.writeCharSequence("\":", StandardCharsets.US_ASCII);
        page.writeBytes(bodies[i]);
        bodies[i].release();
      }
      answer(client, HttpResponseStatus.OK, page.writeByte('}'));
    }
  }

  /** The answers on one upstream connection. */
  private final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
    private Join join;
    private int task;

    void expect(Join next, int number) {
      join = next;
      task = number;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      Join waiting = join;
      join = null;
      idle.get().push(context.channel());
      boolean isGood = response.status().code() == HttpResponseStatus.OK.code();
      waiting.done(task, isGood ? response.content().retain() : null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (join != null) {
        join.done(task, null);
      }
    }
  }
}
