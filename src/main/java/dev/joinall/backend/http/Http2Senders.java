package dev.joinall.backend.http;

import dev.joinall.config.BackendConfig;
import dev.joinall.template.Scope;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.BiConsumer;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;

/**
 * The prepared client of one call.
 *
 * @param declared with the method that the file declares
 * @param head for a client that requests only the head of a stream
 */
record Http2Senders(HttpClient.RequestSender declared, HttpClient.RequestSender head) {
  /**
   * @param begin called when a request has a connection, before it is sent
   */
  static Http2Senders of(
      HttpClient client,
      HttpCall call,
      BackendConfig backend,
      BiConsumer<HttpClientRequest, Connection> begin) {
    HttpClient prepared = accepting(client, call, backend).disableRetry(true).doOnRequest(begin);
    var declared = prepared.request(HttpMethod.valueOf(call.method().name()));
    boolean asksForHead = call.streams() && call.method() == HttpCall.Method.GET;
    return new Http2Senders(declared, asksForHead ? prepared.request(HttpMethod.HEAD) : declared);
  }

  private static HttpClient accepting(HttpClient client, HttpCall call, BackendConfig backend) {
    var options = (HttpOptions) backend.options();
    boolean hasAccept = options.headers().keySet().stream().anyMatch("accept"::equalsIgnoreCase);
    HttpClient accepting =
        hasAccept || call.as() == HttpCall.As.JSON
            ? client
            : client.headers(it -> it.set(HttpHeaderNames.ACCEPT, call.as().accept()));
    // The bytes are streamed unchanged, with their length.
    return call.streams() && options.compress()
        ? accepting
            .compress(false)
            .headers(it -> it.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY))
        : accepting;
  }

  HttpClient.RequestSender of(Scope scope) {
    return scope.transfer().isHead() ? head : declared;
  }
}
