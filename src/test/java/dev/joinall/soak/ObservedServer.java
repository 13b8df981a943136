package dev.joinall.soak;

import dev.joinall.Application;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The application in a separate process. For each line on its standard input it runs a garbage
 * collection and prints one line with its resources; it ends at the end of the input.
 */
final class ObservedServer {
  /** The prefix of such a line. */
  static final String HOLDS = "Holds ";

  /** Not static and not public: Maven must find only the main class of the demo. */
  void main(String[] args) throws IOException {
    Path config = Path.of(args[0].replaceFirst("--config=", ""));
    Application.start(System.getenv(), config, Arrays.copyOfRange(args, 1, args.length));
    var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (questions.readLine() != null) {
      System.gc();
      System.out.println(HOLDS + heap() + " " + direct() + " " + buffers());
    }
    System.exit(0);
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Memory of Netty and of the JDK. */
  private static long direct() {
    return Math.max(0, PlatformDependent.usedDirectMemory())
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }

  /** Exact with the pooled allocator without thread caches. */
  private static long buffers() {
    PooledByteBufAllocatorMetric metric = PooledByteBufAllocator.DEFAULT.metric();
    return Stream.concat(metric.directArenas().stream(), metric.heapArenas().stream())
        .mapToLong(PoolArenaMetric::numActiveAllocations)
        .sum();
  }
}
