package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.joinall.TestServer;
import dev.joinall.ops.AuditLog;
import dev.joinall.ops.Observation;
import dev.joinall.ops.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the event loops allocate on the heap for one request, from the bytes of the client to the
 * bytes of the answer, with all its calls over HTTP. Unlike its time it is the same in each process
 * with the same compiler. A change that needs more raises the number here, with a reason.
 */
@SuppressWarnings("StringConcatToTextBlock") // their lines end in CR LF
@Execution(ExecutionMode.SAME_THREAD)
class AllocationOfRequestsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Level LEVEL = ResourceLeakDetector.getLevel();
  private static final int WARM_UP = 3_000;

  /** What else the loops do meanwhile only adds to the number. */
  private static final int TRIES = 3;

  private static final int REQUESTS = Integer.getInteger("allocation.requests", 1_000);

  /** Less by more than this share: then the number is out of date. */
  private static final double OUT_OF_DATE = 0.8;

  private static final byte[] REQUEST =
      ("GET /page HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: it/1.0\r\nAccept: */*\r\n"
              + "Accept-Language: en\r\nX-Request-Id: 0123456789abcdef\r\n\r\n")
          .getBytes(ISO_8859_1);

  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\nServer: nginx/1.26.3\r\nDate: Sat, 28 Nov 2026 12:00:00 GMT\r\n"
              + "Content-Type: application/json\r\nContent-Length: 1024\r\n"
              + "Last-Modified: Sat, 28 Nov 2026 11:00:00 GMT\r\nConnection: keep-alive\r\n"
              + "ETag: \"65a1b2c3-400\"\r\nAccept-Ranges: bytes\r\n\r\n\""
              + "x".repeat(1022)
              + "\"")
          .getBytes(ISO_8859_1);

  private static final int TAG = new String(ANSWER, ISO_8859_1).indexOf("65a1b2c3");

  /** Its traces of stacks would be counted. */
  @BeforeAll
  static void detectNoLeaks() {
    ResourceLeakDetector.setLevel(Level.DISABLED);
  }

  @AfterAll
  static void detectLeaks() {
    ResourceLeakDetector.setLevel(LEVEL);
  }

  @ParameterizedTest
  @CsvSource({"0, same, 6500", "1, same, 8600", "3, same, 14000", "3, other, 15200"})
  void anAggregationOfCallsOverHttp(int tasks, String heads, long bytes) throws Exception {
    try (var upstream = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(upstream, heads.equals("other")));
      try (var server = server(file(tasks, upstream.getLocalPort()))) {
        long each = allocated(URI.create(server.url()));
        assertThat(each).isBetween((long) (OUT_OF_DATE * bytes), bytes);
      }
    }
  }

  /** It records no reports. */
  private static TestServer server(String file) {
    return TestServer.serve(
        file,
        Map.of(),
        Observation.of(
            report -> {},
            completed -> {},
            Tracing.OFF,
            false,
            AuditLog.OFF,
            new SimpleMeterRegistry()));
  }

  private static String file(int tasks, int port) {
    String calls =
        IntStream.range(0, tasks)
            .mapToObj(i -> "t" + i + ": { backend: api, get: /t" + i + ", required: true }")
            .collect(Collectors.joining(", "));
    return """
    backends:
      api: { kind: http, url: "http://127.0.0.1:%d", retry: { attempts: 2 }, circuit-breaker: {} }
    aggregations:
      page: { route: GET /page, deadline: 10s, tasks: { %s } }
    """
        .formatted(port, tasks == 0 ? "one: { value: x }" : calls);
  }

  private static void accept(ServerSocket upstream, boolean otherHeads) {
    try {
      while (true) {
        Socket connection = upstream.accept();
        Thread.ofVirtual().start(() -> answer(connection, otherHeads));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  /**
   * Each request is one read here.
   *
   * @param otherHeads whether the tag of each answer is another one
   */
  private static void answer(Socket connection, boolean otherHeads) {
    try (connection) {
      connection.setTcpNoDelay(true);
      byte[] buffer = new byte[4096];
      byte[] answer = ANSWER.clone();
      for (int i = 0; connection.getInputStream().read(buffer) > 0; i++) {
        if (otherHeads) {
          byte[] number = HexFormat.of().toHexDigits(i).getBytes(ISO_8859_1);
          System.arraycopy(number, 0, answer, TAG, number.length);
        }
        connection.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private static long allocated(URI server) throws IOException {
    try (var client = new Socket()) {
      client.setTcpNoDelay(true);
      client.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      ask(in, out, WARM_UP);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long before = byLoops();
        ask(in, out, REQUESTS);
        least = Math.min(least, (byLoops() - before) / REQUESTS);
      }
      return least;
    }
  }

  private static void ask(InputStream in, OutputStream out, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      out.write(REQUEST);
      int length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.startsWith("content-length: ") || line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring("content-length: ".length()));
        }
      }
      in.skipNBytes(length);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static long byLoops() {
    return Arrays.stream(THREADS.getAllThreadIds())
        .filter(AllocationOfRequestsTest::isLoop)
        .map(THREADS::getThreadAllocatedBytes)
        .sum();
  }

  private static boolean isLoop(long thread) {
    var info = THREADS.getThreadInfo(thread);
    return info != null && info.getThreadName().startsWith("joinall-loop");
  }
}
