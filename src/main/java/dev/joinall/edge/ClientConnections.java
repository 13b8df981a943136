package dev.joinall.edge;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.FlatHeaders;
import dev.joinall.backend.LoopReadBuffer;
import dev.joinall.run.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver.State;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;

/**
 * All connections of clients: counts them, applies the timeouts, and closes them without a reset at
 * shutdown. Thread-safe.
 */
public final class ClientConnections {
  /** Concurrent streams of one HTTP/2 connection; RFC 9113 recommends no less than 100. */
  private static final int STREAMS = 100;

  /**
   * Connections that wait to be accepted; the default of {@code net.core.somaxconn}, which bounds
   * it. Beyond it the kernel drops handshakes, and clients try again after 1 s, 3 s and 7 s.
   */
  private static final int BACKLOG = 4096;

  private final Limits limits;
  private final int max;
  private final MemoryBudget memory;
  private final BooleanSupplier pressed;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<EventExecutor, ConnectionReaper> reapers = new ConcurrentHashMap<>();
  private final EnumCounters<CloseReason> closeReasons = new EnumCounters<>(CloseReason.class);
  private final AcceptHandler accepts = new AcceptHandler(this);
  private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
  private volatile Stage stage = Stage.OPEN;
  private volatile AnswerHeaders headers = AnswerHeaders.NONE;
  private volatile RequestAcceptor acceptor = RequestAcceptor.NONE;
  private volatile int maxRequests = -1;
  private volatile HttpRequestDecoderSpec decoder = HttpServer.create().configuration().decoder();

  private enum Stage {
    OPEN,
    LAST_ANSWERS,
    ENDING
  }

  /**
   * No connections yet.
   *
   * @param memory charged with the bytes that clients have not read yet
   * @param pressed whether a limit is nearly reached, so that slow clients get less time
   */
  public ClientConnections(Limits limits, MemoryBudget memory, BooleanSupplier pressed) {
    this.limits = limits;
    this.max = OpenFiles.now().forClients(limits.connections());
    this.memory = memory;
    this.pressed = pressed;
  }

  /**
   * Returns the server with its connections registered here.
   *
   * @param all the headers of every answer
   * @param acceptor takes requests of HTTP/1.1 connections before the server gets them, unless the
   *     server applies timeouts of its own
   */
  public HttpServer watch(HttpServer server, AnswerHeaders all, RequestAcceptor acceptor) {
    headers = all;
    decoder = server.configuration().decoder();
    maxRequests = server.configuration().maxKeepAliveRequests();
    this.acceptor = usable(acceptor, server.configuration());
    return server
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        // Up to twice the limit, a head is read to its end, and answered by Http2Framing. A larger
        // one ends the connection.
        .http2Settings(it -> it.maxConcurrentStreams(STREAMS).maxHeaderListSize(2L * maxHead()))
        .childObserve(this::observe)
        .doOnBound(bound -> bound.channel().pipeline().addFirst(accepts))
        .doOnChannelInit((observer, channel, address) -> watch(channel));
  }

  private static RequestAcceptor usable(RequestAcceptor acceptor, HttpServerConfig server) {
    if (server.idleTimeout() != null || server.readTimeout() != null) {
      return RequestAcceptor.NONE;
    }
    return server.isForwarded() ? new ForwardedFilter(acceptor) : acceptor;
  }

  /** Each stream of HTTP/2 is a channel of its own, created by the server. */
  private void observe(Connection connection, State state) {
    if (state.equals(State.CONFIGURED)
        && connection.channel() instanceof Http2StreamChannel stream) {
      stream.pipeline().addFirst(new HeldWrites(memory));
    }
  }

  /**
   * Begins a stream on a connection of a client.
   *
   * @param taken gets the number of bytes each time the client has taken some
   */
  public ClientStream stream(Channel exchange, IntConsumer taken) {
    return new ClientStream(exchange, this, taken);
  }

  /** Counts a new connection; returns false if the limit is reached. */
  boolean enter(Channel channel) {
    if (open.incrementAndGet() > max) {
      closed();
      count(CloseReason.TOO_MANY);
      return false;
    }
    channel.closeFuture().addListener(closed -> closed());
    return true;
  }

  private void watch(Channel channel) {
    LoopReadBuffer.use(channel);
    reapers
        .computeIfAbsent(channel.eventLoop(), loop -> new ConnectionReaper(loop, this))
        .add(channel);
  }

  private void closed() {
    if (open.decrementAndGet() == 0 && stage == Stage.ENDING) {
      allClosed.complete(null);
    }
  }

  Limits limits() {
    return limits;
  }

  MemoryBudget memory() {
    return memory;
  }

  AnswerHeaders headers() {
    return headers;
  }

  RequestAcceptor acceptor() {
    return acceptor;
  }

  /** The maximum number of requests of one connection; negative if there is no limit. */
  int maxRequests() {
    return maxRequests;
  }

  /** In bytes: the maximum size of the headers of a request. */
  int maxHead() {
    return decoder.maxHeaderSize();
  }

  /** The decoder of the server, but with cheaper headers. */
  HttpDecoderConfig decoder() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(decoder.maxInitialLineLength())
        .setMaxHeaderSize(decoder.maxHeaderSize())
        .setInitialBufferSize(decoder.initialBufferSize())
        .setAllowDuplicateContentLengths(decoder.allowDuplicateContentLengths())
        .setAllowPartialChunks(decoder.allowPartialChunks())
        .setHeadersFactory(FlatHeaders.FACTORY)
        .setTrailersFactory(FlatHeaders.FACTORY);
  }

  boolean isUnderPressure() {
    return pressed.getAsBoolean();
  }

  void count(CloseReason why) {
    closeReasons.count(why);
  }

  boolean areLastAnswers() {
    return stage != Stage.OPEN;
  }

  boolean closeIdle() {
    return stage == Stage.ENDING;
  }

  /**
   * From now on each answer closes its connection, and announces this. HTTP/2 connections get a
   * GOAWAY.
   */
  public void lastAnswers() {
    stage = Stage.LAST_ANSWERS;
  }

  /**
   * Closes the idle connections, and the others after their answers. Called when no new connections
   * are accepted.
   *
   * @return completed when all are closed
   */
  public CompletableFuture<Void> end() {
    stage = Stage.ENDING;
    if (open.get() == 0) {
      allClosed.complete(null);
    }
    return allClosed;
  }

  /** The number of open connections. */
  public int open() {
    return open.get();
  }

  /** The number of connections that were accepted so far. */
  public long accepted() {
    return accepts.accepted();
  }

  /** The number of connections that could not be accepted so far. */
  public long failedAccepts() {
    return accepts.failed();
  }

  /** The number of connections that the server closed so far for this reason. */
  public long closedBy(CloseReason why) {
    return closeReasons.of(why);
  }
}
