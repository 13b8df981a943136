package dev.joinall.backend.http;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** The contract of backends, over HTTP/2 to a server with one concurrent stream. */
class Http2BackendTest extends HttpBackendTest {
  private static DisposableServer http2;

  @BeforeAll
  static void startHttp2() {
    http2 =
        HttpServer.create()
            .host("127.0.0.1")
            .protocol(HttpProtocol.H2C)
            .http2Settings(settings -> settings.maxConcurrentStreams(1))
            .route(routes ->
                routes
                    .get(
                        "/item", (request, response) -> response.sendString(Mono.just("{\"a\":1}")))
                    .get(
                        "/refused/{status}",
                        (request, response) ->
                            response
                                .status(Integer.parseInt(String.valueOf(request.param("status"))))
                                .send()))
            .bindNow();
  }

  @AfterAll
  static void stopHttp2() {
    http2.disposeNow();
  }

  @Override
  protected String server() {
    return "http://127.0.0.1:" + http2.port();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: http, url: \"%s\", http2: true, %s}".formatted(address, more);
  }

  @Override
  protected String alpn() {
    return "h2";
  }
}
