package dev.joinall.backend.http;

import dev.joinall.backend.PeerAttributes;
import dev.joinall.config.Authority;
import dev.joinall.template.CallRecord;
import java.net.URI;
import java.util.Map;

/**
 * What the span of a call says, as OpenTelemetry's semantic conventions for HTTP demand. Immutable
 * and thread-safe.
 */
final class CallSpan {
  private static final String METHOD = "http.request.method";
  private static final String URL = "url.full";
  private static final String STATUS = "http.response.status_code";
  private static final String REDACTED = "REDACTED";

  private final String origin;

  /**
   * @param address of the API, whose user and password are left out
   */
  CallSpan(URI address) {
    Authority authority = Authority.required(address);
    String port = authority.port() < 0 ? "" : ":" + authority.port();
    this.origin = address.getScheme() + "://" + authority.host() + port;
  }

  /** What every call of it has. */
  static Map<String, Object> of(URI address, HttpCall call) {
    Map<String, Object> attributes =
        PeerAttributes.of(address, "https".equals(address.getScheme()) ? 443 : 80);
    attributes.put(METHOD, call.method().name());
    return attributes;
  }

  /**
   * The request is about to be sent.
   *
   * @param target its path and query
   */
  void begin(String target, CallRecord record) {
    if (record.isTraced()) {
      record.tell(URL, origin + redacted(target));
    }
  }

  /** The head of the answer has arrived. */
  static void answered(int status, CallRecord record) {
    if (record.isTraced()) {
      record.tell(STATUS, (long) status);
    }
  }

  /** Without the values of the query, which may be secrets. */
  static String redacted(String target) {
    int query = target.indexOf('?');
    return query < 0
        ? target
        : target.substring(0, query) + target.substring(query).replaceAll("=[^&]*", "=" + REDACTED);
  }
}
