package dev.joinall.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A collector on loopback that receives spans, lines of logs and metrics by OTLP over HTTP, and
 * keeps them. Thread-safe.
 */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
  private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
  private final List<Metric> metrics = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  private OtlpReceiver() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", exchange -> receive(exchange, this::spans));
    server.createContext("/v1/logs", exchange -> receive(exchange, this::lines));
    server.createContext("/v1/metrics", exchange -> receive(exchange, this::metrics));
    server.start();
  }

  public static OtlpReceiver start() {
    try {
      return new OtlpReceiver();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reader {
    void read(InputStream body) throws IOException;
  }

  private void receive(HttpExchange exchange, Reader reader) throws IOException {
    try (exchange) {
      String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
      InputStream body = exchange.getRequestBody();
      reader.read("gzip".equals(encoding) ? new GZIPInputStream(body) : body);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(authorization == null ? "" : authorization);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void spans(InputStream body) throws IOException {
    received.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
  }

  private void lines(InputStream body) throws IOException {
    ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .forEach(lines::add);
  }

  private void metrics(InputStream body) throws IOException {
    ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .forEach(metrics::add);
  }

  /** All received lines of logs. */
  public List<LogRecord> lines() {
    return List.copyOf(lines);
  }

  /** All received metrics, each as often as it was sent. */
  public List<Metric> metrics() {
    return List.copyOf(metrics);
  }

  /** The header of each request; empty without one. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All received spans. */
  public List<Span> spans() {
    return received.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  public Span span(String name) {
    return spans().stream().filter(it -> it.getName().equals(name)).findFirst().orElseThrow();
  }

  /** The service that sent the first of them. */
  public String service() {
    return attribute(
        received.getFirst().getResource().getAttributesList().stream(), "service.name");
  }

  /** An attribute as text. */
  public static String attribute(Span span, String name) {
    return attribute(span.getAttributesList().stream(), name);
  }

  /** A field as text. */
  public static String attribute(LogRecord line, String name) {
    return attribute(line.getAttributesList().stream(), name);
  }

  private static String attribute(Stream<KeyValue> attributes, String name) {
    return attributes
        .filter(it -> it.getKey().equals(name))
        .map(KeyValue::getValue)
        .map(value ->
            switch (value.getValueCase()) {
              case STRING_VALUE -> value.getStringValue();
              case BOOL_VALUE -> String.valueOf(value.getBoolValue());
              case INT_VALUE -> String.valueOf(value.getIntValue());
              default -> value.toString();
            })
        .findFirst()
        .orElse("");
  }

  /** An id in the notation of the headers. */
  public static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
