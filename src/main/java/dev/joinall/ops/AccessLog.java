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
 * One line for each answer of the port, also of those that reach no route. Contains no query and no
 * header of a request, which may be secret. Thread-safe.
 */
public record AccessLog(LogFormat format) {
  /** The logger's name. */
  public static final String NAME = "joinall.access";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  /** The same server, with these lines. */
  public HttpServer on(HttpServer server) {
    return server.accessLog(
        true,
        args -> {
          write(args);
          return null; // it has no line of its own
        });
  }

  private void write(AccessLogArgProvider args) {
    if (!log.isInfoEnabled()) {
      return;
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    var connection = args.connectionInformation();
    parts.put("client", connection == null ? "" : address(connection.connectionRemoteAddress()));
    parts.put("method", String.valueOf(args.method()));
    parts.put("path", path(String.valueOf(args.uri())));
    parts.put("status", Integer.parseInt(String.valueOf(args.status())));
    parts.put("bytes", Math.max(0, args.contentLength()));
    parts.put("ms", args.duration());
    parts.put("protocol", args.protocol());
    trace(args.responseHeader("traceparent"), parts);
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

  /** Of a socket, without its port. */
  private static String address(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress socket && socket.getAddress() != null
        ? socket.getAddress().getHostAddress()
        : String.valueOf(address);
  }
}
