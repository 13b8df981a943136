package dev.joinall.ops;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Set;

/** The attributes of the span of a request (OpenTelemetry's semantic conventions for HTTP). */
final class ServerAttributes {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ORIGINAL =
      AttributeKey.stringKey("http.request.method_original");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey("network.protocol.version");
  private static final AttributeKey<String> AGENT = AttributeKey.stringKey("user_agent.original");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** The known methods. Others are not recorded, because clients can invent any number of them. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private static final String OTHER_METHOD = "_OTHER";

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** In characters, because a client can send a header of kilobytes. */
  private static final int MAX_AGENT = 512;

  private ServerAttributes() {}

  /**
   * @param route its path, with the names of its variables
   * @param isFailed whether the status is an error of this server
   */
  static Attributes of(ReceivedRequest request, String route, int status, boolean isFailed) {
    AttributesBuilder attributes = Attributes.builder();
    boolean isKnown = METHODS.contains(request.method());
    attributes.put(METHOD, isKnown ? request.method() : OTHER_METHOD);
    if (!isKnown) {
      attributes.put(ORIGINAL, request.method());
    }
    attributes.put(ROUTE, route);
    attributes.put(STATUS, (long) status);
    attributes.put(PATH, request.path());
    attributes.put(SCHEME, request.scheme());
    if (!request.host().isEmpty()) {
      int defaultPort = request.scheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
      attributes.put(ADDRESS, request.host().replaceAll("[\\[\\]]", ""));
      attributes.put(PORT, (long) (request.port() < 0 ? defaultPort : request.port()));
    }
    put(attributes, VERSION, request.version());
    String agent = request.userAgent();
    put(attributes, AGENT, agent.substring(0, Math.min(MAX_AGENT, agent.length())));
    if (isFailed) {
      attributes.put(ERROR, Integer.toString(status));
    }
    return attributes.build();
  }

  private static void put(AttributesBuilder attributes, AttributeKey<String> key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
  }
}
