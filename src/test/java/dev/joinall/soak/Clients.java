package dev.joinall.soak;

import dev.joinall.e2e.RawClient;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keep-alive connections to one server, as many as needed. Thread-safe. */
final class Clients implements AutoCloseable {
  private static final Pattern FAULT = Pattern.compile("\"fault\":\"([a-z-]+)\"");

  private final String url;
  private final Deque<RawClient> idle = new ConcurrentLinkedDeque<>();

  Clients(String url) {
    this.url = url;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param begun intended time of sending; earlier waits count
   */
  Sample ask(String method, String path, long begun) {
    try {
      RawClient client = idle.poll();
      if (client == null) {
        client = RawClient.connect(url);
      }
      RawClient.Answer answer = client.send(method, path).receive();
      long nanos = System.nanoTime() - begun;
      if ("close".equals(answer.headers().get("connection"))) {
        client.close();
      } else {
        idle.push(client);
      }
      boolean complete = "true".equals(answer.headers().get("joinall-complete"));
      return new Sample(begun, nanos, answer.status(), complete, fault(answer, complete));
    } catch (IOException | RuntimeException e) {
      return new Sample(begun, System.nanoTime() - begun, 0, false, String.valueOf(e));
    }
  }

  private static String fault(RawClient.Answer answer, boolean complete) {
    if (complete) {
      return "";
    }
    Matcher fault = FAULT.matcher(answer.body());
    return fault.find() ? fault.group(1) : "";
  }

  @Override
  public void close() throws IOException {
    for (RawClient client = idle.poll(); client != null; client = idle.poll()) {
      client.close();
    }
  }
}
