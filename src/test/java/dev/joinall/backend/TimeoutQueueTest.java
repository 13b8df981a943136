package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class TimeoutQueueTest {
  private static final Duration SOON = Duration.ofMillis(20);

  private final Hub hub = new Hub(Transport.NIO);
  private final TimeoutQueue soon = TimeoutQueue.of(hub.scheduler(), SOON);
  private final ConcurrentLinkedQueue<Integer> rung = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    hub.close();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return hub.loops().iterator().next().submit(task).get(10, TimeUnit.SECONDS);
  }

  @Test
  void aDurationHasOneQueue() {
    assertThat(TimeoutQueue.of(hub.scheduler(), SOON)).isSameAs(soon);
    assertThat(TimeoutQueue.of(hub.scheduler(), SOON.plusNanos(1))).isNotSameAs(soon);
  }

  @Test
  void aTimeoutFiresOnTheLoopThatStartedItAndNotTooEarly() throws Exception {
    var done = new CountDownLatch(1);
    long begun = System.nanoTime();
    var threads = new ConcurrentLinkedQueue<Thread>();
    Thread loop =
        onLoop(() -> {
          soon.start(() -> {
            threads.add(Thread.currentThread());
            done.countDown();
          });
          return Thread.currentThread();
        });

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SOON.toNanos());
    assertThat(threads).containsExactly(loop);
  }

  @Test
  void timeoutsThatAreNotCancelledFireInOrder() throws Exception {
    var random = new Random(7);
    List<Integer> expected = new ArrayList<>();
    var done = new CountDownLatch(1);
    onLoop(() -> {
      List<Disposable> cancelled = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        int number = i;
        Disposable one = soon.start(() -> rung.add(number));
        if (random.nextInt(3) > 0) {
          cancelled.add(one);
        } else {
          expected.add(number);
        }
        if (random.nextBoolean() && !cancelled.isEmpty()) {
          cancelled.remove(random.nextInt(cancelled.size())).dispose();
        }
      }
      cancelled.forEach(Disposable::dispose);
      cancelled.forEach(Disposable::dispose);
      return soon.start(done::countDown);
    });

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rung).containsExactlyElementsOf(expected);
  }

  @Test
  void aTimeoutThatAnotherThreadCancelsDoesNotFire() throws Exception {
    var done = new CountDownLatch(1);
    Disposable one = onLoop(() -> soon.start(() -> rung.add(1)));
    one.dispose();
    assertThat(one.isDisposed()).isTrue();
    onLoop(() -> soon.start(done::countDown));

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rung).isEmpty();
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() throws Exception {
    var done = new CountDownLatch(1);
    onLoop(() -> {
      soon.start(() -> {
        throw new IllegalStateException("of the test");
      });
      return soon.start(done::countDown);
    });

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTimeoutThatFiresMayStartTheNext() throws Exception {
    var done = new CountDownLatch(3);
    onLoop(() ->
        soon.start(
            new Runnable() {
              @Override
              public void run() {
                done.countDown();
                soon.start(this);
              }
            }));

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTimeoutThatStartsTheNextDelaysNone() throws Exception {
    TimeoutQueue slow = TimeoutQueue.of(hub.scheduler(), Duration.ofSeconds(3));
    var took = new CompletableFuture<Duration>();
    onLoop(() -> slow.start(() -> slow.start(() -> {})));
    Thread.sleep(1_000);
    onLoop(() -> {
      long begun = System.nanoTime();
      return slow.start(() -> took.complete(Duration.ofNanos(System.nanoTime() - begun)));
    });

    assertThat(took.get(20, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(5));
  }

  /** While the loop is busy with the data of one socket, the time passes and an answer arrives. */
  @Test
  void pendingDataIsReadBeforeTheTimeoutFires() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    var isBusy = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    Runnable work =
        () -> {
          soon.start(() -> {
            order.add("timeout");
            done.countDown();
          });
          isBusy.countDown();
          long end = System.nanoTime() + 5 * SOON.toNanos();
          long now = System.nanoTime();
          while (now < end) {
            now = System.nanoTime();
          }
          order.add("busy");
        };
    try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        Socket answer = connected(server, () -> order.add("answer"));
        Socket busy = connected(server, work)) {
      busy.getOutputStream().write(1);
      assertThat(isBusy.await(10, TimeUnit.SECONDS)).isTrue();
      answer.getOutputStream().write(1);

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(order).containsExactly("busy", "answer", "timeout");
  }

  /**
   * The server's side of a connection.
   *
   * @param read called on the loop when a byte arrives at the other side
   */
  private Socket connected(ServerSocket server, Runnable read) throws Exception {
    new Bootstrap()
        .group((EventLoop) hub.loops().iterator().next())
        .channel(NioSocketChannel.class)
        .handler(
            new SimpleChannelInboundHandler<ByteBuf>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
                read.run();
              }
            })
        .connect(server.getLocalSocketAddress())
        .sync();
    return server.accept();
  }

  @Test
  void onAnotherSchedulerEachIsATaskOfIt() {
    var time = VirtualTimeScheduler.create();
    TimeoutQueue queue = TimeoutQueue.of(time, SOON);
    queue.start(() -> rung.add(1));
    queue.start(() -> rung.add(2)).dispose();
    time.advanceTimeBy(SOON.minusNanos(1));
    assertThat(rung).isEmpty();
    time.advanceTimeBy(Duration.ofNanos(1));
    assertThat(rung).containsExactly(1);
  }

  @Test
  void anotherThreadMayStartOne() throws Exception {
    var done = new CountDownLatch(1);
    soon.start(done::countDown);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
