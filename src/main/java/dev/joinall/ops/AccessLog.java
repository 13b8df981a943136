package dev.joinall.ops;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.logging.AccessLogArgProvider;

/**
 * Logs one line for each answer of the port, including answers to requests outside all routes.
 * Contains no query and no header of a request, which may be secret. Thread-safe.
 */
public record AccessLog(LogFormat format) {
  /** The logger's name. */
  public static final String NAME = "joinall.access";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  /**
   * The content of a line.
   *
   * @param client the client's address; null if it is unknown
   * @param bytes the size of the body
   * @param millis the time from the head of the request to the end of its answer
   * @param trace the header {@code traceparent} of the answer; null if there is none
   */
  public record Line(
      @Nullable SocketAddress client,
      String method,
      String target,
      int status,
      long bytes,
      long millis,
      String protocol,
      @Nullable CharSequence trace) {}

  /** Adds log lines for the answers of this server. */
  public HttpServer on(HttpServer server) {
    return server.accessLog(
        true,
        args -> {
          write(line(args));
          return null; // it has no line of its own
        });
  }

  private static Line line(AccessLogArgProvider args) {
    var connection = args.connectionInformation();
    return new Line(
        connection == null ? null : connection.connectionRemoteAddress(),
        String.valueOf(args.method()),
        String.valueOf(args.uri()),
        Integer.parseInt(String.valueOf(args.status())),
        Math.max(0, args.contentLength()),
        args.duration(),
        String.valueOf(args.protocol()),
        args.responseHeader("traceparent"));
  }

  /** Writes one line. */
  public void write(Line line) {
    if (!log.isInfoEnabled()) {
      return;
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("client", line.client() == null ? "" : address(line.client()));
    parts.put("method", line.method());
    parts.put("path", path(line.target()));
    parts.put("status", line.status());
    parts.put("bytes", line.bytes());
    parts.put("ms", line.millis());
    parts.put("protocol", line.protocol());
    trace(line.trace(), parts);
    format.write(parts.get("method") + " " + parts.get("path"), parts, log.atInfo());
  }

  /** The id of a trace within {@code traceparent}. */
  private static void trace(@Nullable CharSequence header, Map<String, Object> parts) {
    String[] fields = header == null ? new String[0] : header.toString().split("-", -1);
    if (fields.length > 1) {
      parts.put("trace", fields[1]);
    }
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The address of a socket, without its port. */
  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress socket && socket.getAddress() != null
        ? socket.getAddress().getHostAddress()
        : String.valueOf(address);
  }
}
