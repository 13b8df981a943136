package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.config.PoolConfig;
import dev.joinall.testing.RawHttp;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of a pool over all event loops. */
class ConnectionPoolTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  private static ConnectionPool pool(Hub hub, RawHttp server, int max, Duration acquire) {
    return pool(hub, URI.create(server.url()).getPort(), max, acquire);
  }

  private static ConnectionPool pool(Hub hub, int port, int max, Duration acquire) {
    return pool(hub, port, max, acquire, SOON);
  }

  private static ConnectionPool pool(
      Hub hub, int port, int max, Duration acquire, Duration connect) {
    var target = new Target("127.0.0.1", port, Optional.empty(), Optional::empty);
    var connector = new Connector(hub, connect, 8192);
    var limits = new PoolConfig(max, 10_000, acquire, SOON, SOON);
    return new ConnectionPool("it", hub, hub.names(), List.of(target), connector, limits);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void callsOfAllLoopsShareTheLimit(Transport transport) {
    Set<Socket> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    RawHttp.Answer echo =
        (target, client) -> {
          synchronized (connections) {
            connections.add(client);
          }
          answer(target, client);
        };
    try (var hub = new Hub(transport);
        var server = RawHttp.start(echo);
        var pool = pool(hub, server, 3, SOON)) {
      List<Call> calls = calls(hub, pool, 400);
      for (Call call : calls) {
        assertThat(call.result.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(call.target);
      }
      assertThat(connections).hasSizeBetween(1, 3);
      awaitUnused(pool);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aCallWaitsForAConnectionOfAnotherLoop(Transport transport) throws Exception {
    var go = new CountDownLatch(1);
    RawHttp.Answer slow =
        (target, client) -> {
          awaitQuietly(go);
          answer(target, client);
        };
    try (var hub = new Hub(transport);
        var server = RawHttp.start(slow);
        var pool = pool(hub, server, 1, SOON)) {
      List<Call> calls = calls(hub, pool, 2);
      await().atMost(SOON).until(() -> pool.use().equals(new PoolUse(1, 1, 0, 1)));
      go.countDown();
      for (Call call : calls) {
        assertThat(call.result.get(20, TimeUnit.SECONDS)).isEqualTo(call.target);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aLoopWithoutConnectionsUsesAnIdleOneOfAnother(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var server = RawHttp.start(ConnectionPoolTest::answer);
        var pool = pool(hub, server, 10, SOON)) {
      for (int i = 0; i < 8; i++) {
        assertThat(calls(hub, pool, 1, i).getFirst().result.get(20, TimeUnit.SECONDS))
            .isEqualTo("/" + i);
      }
      assertThat(pool.use()).isEqualTo(new PoolUse(10, 0, 1, 0));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aCallWhoseConnectHangsTakesAReleasedConnection(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var server = new FullServer();
        var pool = pool(hub, server.port(), 10, SOON)) {
      Call first = calls(hub, pool, 1, 0).getFirst();
      Socket accepted = server.accept();
      server.fill();
      Call second = calls(hub, pool, 1, 0).getFirst();
      await().atMost(SOON).until(() -> pool.use().inUse() == 2);
      for (Call call : List.of(first, second)) {
        assertThat(call.result).isNotDone();
        exchange(call, accepted);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aCallDoesNotFailWithTheConnectOfAnOlderCall(Transport transport) throws Exception {
    Duration connect = Duration.ofSeconds(2);
    try (var hub = new Hub(transport);
        var server = new FullServer();
        var pool = pool(hub, server.port(), 1000, SOON, connect)) {
      int loops = loops(hub).size();
      int running = 256 / loops;
      Call first = calls(hub, pool, 1, 0).getFirst();
      Socket accepted = server.accept();
      server.fill();
      List<Call> hanging =
          IntStream.rangeClosed(1, running)
              .mapToObj(i -> calls(hub, pool, 1, i * loops).getFirst())
              .toList();
      await().atMost(SOON).until(() -> pool.use().inUse() == 1 + running);
      Call later = calls(hub, pool, 1, 0).getFirst();
      await().atMost(SOON).until(() -> pool.use().inUse() == 2 + running);
      exchange(
          first,
          accepted); // the oldest hanging call gets its connection, and the later one that connect
      Call oldest = hanging.getFirst();
      assertThat(hanging.getLast().result).failsWithin(SOON);
      assertThat(later.result).isNotDone();
      exchange(oldest, accepted);
      exchange(later, accepted);
    }
  }

  private static void exchange(Call call, Socket accepted) throws Exception {
    accepted.getInputStream().readNBytes(Call.head(call.target).length());
    answer(call.target, accepted);
    assertThat(call.result.get(20, TimeUnit.SECONDS)).isEqualTo(call.target);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void cancelledCallsReleaseThePlacesOfTheirConnects(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var server = new FullServer();
        var pool = pool(hub, server.port(), 1000, SOON)) {
      server.fill();
      List<Call> calls = calls(hub, pool, 400);
      await().atMost(SOON).until(() -> pool.use().inUse() == 400);
      calls.reversed().forEach(it -> it.call.cancel()); // those that wait for other connects first
      await().atMost(SOON).until(() -> pool.use().inUse() <= 256);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void callsForWhichConnectionsAreOpenedFailWhenThePoolIsClosed(Transport transport)
      throws Exception {
    try (var hub = new Hub(transport);
        var server = new FullServer()) {
      server.fill();
      var pool = pool(hub, server.port(), 1000, SOON);
      List<Call> calls = calls(hub, pool, 400);
      await().atMost(SOON).until(() -> pool.use().inUse() == 400);
      pool.close();
      for (Call call : calls) {
        assertThat(call.result)
            .failsWithin(SOON)
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(StepException.class);
      }
    }
  }

  /** Its queue of connections can be full; the kernel ignores further ones then. */
  private static final class FullServer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 100;
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    FullServer() throws IOException {}

    int port() {
      return server.getLocalPort();
    }

    Socket accept() throws IOException {
      return server.accept();
    }

    void fill() throws IOException {
      while (waiting.size() < 100) {
        var socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), CONNECT_MILLIS);
        } catch (SocketTimeoutException e) {
          return;
        }
      }
      throw new IllegalStateException("the queue has no end");
    }

    @Override
    public void close() throws IOException {
      for (Socket it : waiting) {
        it.close();
      }
      server.close();
    }
  }

  /** Some calls are cancelled, some are too late, and the server ends some connections. */
  @ParameterizedTest
  @MethodSource("transports")
  void noPlaceIsLost(Transport transport) {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var asked = new AtomicInteger();
    RawHttp.Answer rude =
        (target, client) -> {
          int number = asked.incrementAndGet();
          if (number % 7 == 0) {
            RawHttp.reset(client);
          } else if (number % 5 != 0) { // it hangs otherwise
            answer(target, client);
          }
        };
    try (var hub = new Hub(transport);
        var server = RawHttp.start(rude);
        var pool = pool(hub, server, 4, Duration.ofMillis(20))) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Call call = calls(hub, pool, 1, i).getFirst();
        calls.add(call);
        if (random.nextInt(3) == 0) {
          call.call.cancel();
        }
        if (i % 100 == 0) {
          sleep();
        }
      }
      sleep();
      calls.forEach(it -> it.call.cancel());
      awaitUnused(pool);
      int before = asked.get();
      assertThat(before).as("seed " + seed).isPositive();
      List<Call> last = calls(hub, pool, 4);
      await().atMost(SOON).until(() -> asked.get() >= before + 4);
      last.forEach(it -> it.call.cancel());
    }
  }

  private static void awaitUnused(ConnectionPool pool) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(pool.use().inUse()).as("in use").isZero();
          assertThat(pool.use().pending()).as("pending").isZero();
        });
  }

  /** Calls that begin on the event loops in turn. */
  private static List<Call> calls(Hub hub, ConnectionPool pool, int number) {
    return IntStream.range(0, number).mapToObj(i -> calls(hub, pool, 1, i).getFirst()).toList();
  }

  private static List<Call> calls(Hub hub, ConnectionPool pool, int number, int first) {
    List<EventExecutor> loops = loops(hub);
    return IntStream.range(first, first + number)
        .mapToObj(i -> {
          var call = new Call(pool, "/" + i);
          loops.get(i % loops.size()).execute(call.call::start);
          return call;
        })
        .toList();
  }

  private static List<EventExecutor> loops(Hub hub) {
    List<EventExecutor> loops = new ArrayList<>();
    hub.loops().forEach(loops::add);
    return loops;
  }

  private static void answer(String target, Socket client) throws IOException {
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: " + target.length(), target.getBytes(US_ASCII));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A GET; its result is the content. */
  private static final class Call implements ClientRequest, AnswerHandler {
    private final String target;
    private final ClientCall call;
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final StringBuilder content = new StringBuilder();

    Call(ConnectionPool pool, String target) {
      this.target = target;
      this.call = new ClientCall(pool, this, this, null);
    }

    static String head(String target) {
      return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @Override
    public HttpMethod method() {
      return HttpMethod.GET;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public boolean countsAgainstServer() {
      return true;
    }

    @Override
    public boolean isLate() {
      return false;
    }

    @Override
    public void write(
        Channel channel, ByteBuf empty, String authority, ChannelFutureListener sent) {
      var _ =
          channel
              .writeAndFlush(empty.writeBytes(head(target).getBytes(US_ASCII)))
              .addListener(sent);
    }

    @Override
    public void head(int status, HttpHeaders headers, Channel channel) {}

    @Override
    public void content(ByteBuf part) {
      content.append(part.toString(US_ASCII));
    }

    @Override
    public void complete() {
      result.complete(content.toString());
    }

    @Override
    public void failed(Throwable why, boolean sent) {
      result.completeExceptionally(why);
    }
  }
}
