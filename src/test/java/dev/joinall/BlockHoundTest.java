package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.joinall.testing.SuiteGuards;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tests that BlockHound is active in the tests, and on which threads. */
class BlockHoundTest {
  private static final String LOOP_POOL = SuiteGuards.LOOP_PREFIX.replaceFirst("-$", "");

  @Test
  void aSleepOnAReactorThreadIsCaught() {
    var sleeping = Mono.fromCallable(BlockHoundTest::sleep).subscribeOn(Schedulers.parallel());

    assertThatExceptionOfType(Exception.class)
        .isThrownBy(sleeping::block)
        .withCauseInstanceOf(BlockingOperationError.class);
  }

  @Test
  void aSleepOnAnEventLoopOfOursIsCaught() {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> sleepOnLoopOf(LOOP_POOL))
        .withCauseInstanceOf(BlockingOperationError.class);
  }

  @Test
  void anEventLoopOfAnEmbeddedServerMayBlock() throws Exception {
    assertThat(sleepOnLoopOf("embedded-server")).isTrue();
  }

  private static boolean sleepOnLoopOf(String pool) throws Exception {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(pool, true), NioIoHandler.newFactory());
    try {
      return loops.submit(BlockHoundTest::sleep).get(10, TimeUnit.SECONDS);
    } finally {
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private static boolean sleep() throws InterruptedException {
    Thread.sleep(1);
    return true;
  }
}
