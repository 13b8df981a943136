package dev.joinall.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A collector on loopback that receives spans by OTLP over HTTP, and keeps them. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();

  private OtlpReceiver() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  public static OtlpReceiver start() {
    try {
      return new OtlpReceiver();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      received.addAll(request.getResourceSpansList());
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
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
