package dev.joinall.backend.http;

import dev.joinall.backend.PeerAttributes;
import dev.joinall.template.CallRecord;
import java.net.URI;
import java.util.Map;

/**
 * The span attributes of a call, according to OpenTelemetry's semantic conventions for HTTP.
 * Immutable and thread-safe.
 */
final class CallSpan {
  private static final String METHOD = "http.request.method";
  private static final String URL = "url.full";
  private static final String STATUS = "http.response.status_code";
  private static final String REDACTED = "REDACTED";

  private final String scheme;

  /**
   * @param address of the API
   */
  CallSpan(URI address) {
    this.scheme = address.getScheme();
  }

  /** The attributes that all spans of the call have. */
  static Map<String, Object> of(URI address, HttpCall call) {
    Map<String, Object> attributes = PeerAttributes.of(address, defaultPort(address.getScheme()));
    attributes.put(METHOD, call.method().name());
    return attributes;
  }

  private static int defaultPort(String scheme) {
    return "https".equals(scheme) ? 443 : 80;
  }

  /**
   * Called before the request is sent.
   *
   * @param authority host and port of the server, because the backend may have several
   * @param target its path and query
   */
  void begin(String authority, String target, CallRecord record) {
    if (record.isTraced()) {
      String server = scheme + "://" + authority;
      PeerAttributes.of(URI.create(server), defaultPort(scheme)).forEach(record::setAttribute);
      record.setAttribute(URL, server + redacted(target));
    }
  }

  /** Called when the head of the response has arrived. */
  static void answered(int status, CallRecord record) {
    if (record.isTraced()) {
      record.setAttribute(STATUS, (long) status);
    }
  }

  /** Removes the values of the query, which may be secrets. */
  static String redacted(String target) {
    int query = target.indexOf('?');
    return query < 0
        ? target
        : target.substring(0, query) + target.substring(query).replaceAll("=[^&]*", "=" + REDACTED);
  }
}
