package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the server takes, refuses and closes, by RFC 9110 and 9112. In a request {@code _} is the
 * end of a line, and {@code ^} a blank; a host and an empty line are added where the request does
 * not end in one.
 */
class RequestRulesTest {
  private static final String FILE =
      """
      aggregations:
        one:
          route: GET /p/{sku}
          input: { query: { q: { type: string } } }
          tasks: { sku: { value: "${path.sku}" } }
        post:
          route: POST /post
          input: { body: { type: object } }
          tasks: { b: { value: "${body}" } }
      """;

  private static TestServer server;

  @BeforeAll
  static void serve() {
    server = TestServer.serve(FILE, Map.of());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          # the first line (RFC 9112, 3)
          GET /p/a HTTP/1.1                                | 200 | open   | "sku":"a"
          GET http://x/p/a HTTP/1.1                        | 200 | open   | "sku":"a"
          GET HTTPS://other:8443/p/a?q=1 HTTP/1.1          | 200 | open   | "sku":"a"
          GET ftp://x/p/a HTTP/1.1                         | 400 | closed | neither a path nor an http URI
          GET http:///p/a HTTP/1.1                         | 400 | closed | neither a path nor an http URI
          GET http://u@x/p/a HTTP/1.1                      | 400 | closed | neither a path nor an http URI
          GET p/a HTTP/1.1                                 | 400 | closed | neither a path nor an http URI
          GET ?q=1 HTTP/1.1                                | 400 | closed | neither a path nor an http URI
          GET * HTTP/1.1                                   | 400 | closed | the target * is for OPTIONS
          OPTIONS * HTTP/1.1                               | 404 | open   | there is no such route
          GET /p/a#b HTTP/1.1                              | 400 | closed | has a #
          GET /p/a^b HTTP/1.1                              | 400 | closed | the first line
          CONNECT x:443 HTTP/1.1                           | 501 | closed | tunnels
          GET /p/a HTTP/2.0                                | 505 | closed | is not HTTP/1
          PRI * HTTP/2.0                                   | 505 | closed | is not HTTP/1
          GET /p/a HTTP/1.2                                | 200 | open   | "sku":"a"
          GET /p/a HTTP/1.10                               | 400 | closed | the first line
          GET /p/a HTTP/3                                  | 400 | closed | the first line
          GET /p/a                                         | 400 | closed | the first line
          GE(T /p/a HTTP/1.1                               | 400 | closed | the method is not a token
          __GET /p/a HTTP/1.1                              | 200 | open   | "sku":"a"
          # methods (RFC 9110, 9)
          PUT /p/a HTTP/1.1_Content-Length: 0              | 405 | open   | does not allow PUT
          get /p/a HTTP/1.1                                | 405 | open   | does not allow get
          FOO /p/a HTTP/1.1                                | 405 | open   | does not allow FOO
          TRACE /p/a HTTP/1.1                              | 405 | open   | does not allow TRACE
          OPTIONS /p/a HTTP/1.1                            | 405 | open   | does not allow OPTIONS
          # percent encoding (RFC 3986, 2.1)
          GET /p/%zz HTTP/1.1                              | 400 | open   | two hexadecimal digits
          GET /p/% HTTP/1.1                                | 400 | open   | two hexadecimal digits
          GET /p/a?q=100% HTTP/1.1                         | 400 | open   | two hexadecimal digits
          GET /p/%C3%A9 HTTP/1.1                           | 200 | open   | "sku":"é"
          # versions and connections (RFC 9112, 9)
          GET /p/a HTTP/1.0                                | 200 | closed | "sku":"a"
          GET /p/a HTTP/1.0_Connection: keep-alive, close  | 200 | closed | "sku":"a"
          GET /p/a HTTP/1.1_Connection: close              | 200 | closed | "sku":"a"
          GET /p/a HTTP/1.1_Connection: foo, CLOSE         | 200 | closed | "sku":"a"
          GET /p/a HTTP/1.1_Connection: a_Connection: close | 200 | closed | "sku":"a"
          GET /p/a HTTP/1.1_Connection: Upgrade_Upgrade: websocket | 200 | open | "sku":"a"
          GET /p/a HTTP/1.1_Connection: Upgrade_Upgrade: h2c | 200 | open | "sku":"a"
          # Host (RFC 9112, 3.2)
          GET /p/a HTTP/1.1_Host: y                        | 400 | closed | exactly one valid Host
          GET /p/a HTTP/1.1_Host:__                        | 200 | open   | "sku":"a"
          GET /p/a HTTP/1.1_Host: [::1]:80__               | 200 | open   | "sku":"a"
          GET /p/a HTTP/1.1_Host: a@b__                    | 400 | closed | exactly one valid Host
          GET /p/a HTTP/1.1_Host: a/b__                    | 400 | closed | exactly one valid Host
          GET /p/a HTTP/1.1_Host: a, b__                   | 400 | closed | exactly one valid Host
          GET /p/a HTTP/1.1_X: y__                         | 400 | closed | exactly one valid Host
          # headers (RFC 9112, 5)
          GET /p/a HTTP/1.1_X-A: b_^c                      | 200 | open   | "sku":"a"
          GET /p/a HTTP/1.1_^X-A: b                        | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_X-A^: b                        | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_X-A                            | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_: b                            | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_X A: b                         | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_X-A: b\\u0000                  | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1_X-A: b\\u000dc                 | 400 | closed | a header is malformed
          GET /p/a HTTP/1.1\\u000aHost: x\\u000a__         | 400 | closed | does not end in CR LF
          # the length of a body (RFC 9112, 6)
          P_Content-Length: 2__{}                          | 200 | open   | "b":{}
          P_Content-Length: 02__{}                         | 200 | open   | "b":{}
          P_Content-Length: +2__{}                         | 400 | closed | not one number
          P_Content-Length: -2__{}                         | 400 | closed | not one number
          P_Content-Length: 0x2__{}                        | 400 | closed | not one number
          P_Content-Length: 2,2__{}                        | 400 | closed | not one number
          P_Content-Length:__{}                            | 400 | closed | not one number
          P_Content-Length: 99999999999999999999__{}       | 400 | closed | not one number
          P_Content-Length: 2_Content-Length: 2__{}        | 400 | closed | not one number
          P_Content-Length: 2_Content-Length: 3__{}        | 400 | closed | not one number
          P_Transfer-Encoding: chunked__2_{}_0__           | 200 | open   | "b":{}
          P_Transfer-Encoding: CHUNKED__2_{}_0__           | 200 | open   | "b":{}
          P_Content-Length: 2_Transfer-Encoding: chunked__2_{}_0__ | 400 | closed | a Content-Length and a Transfer-Encoding
          P_Transfer-Encoding: gzip, chunked__2_{}_0__     | 501 | closed | other than chunked
          P_Transfer-Encoding: chunked, gzip__2_{}_0__     | 400 | closed | not the last transfer coding
          P_Transfer-Encoding: identity__{}                | 400 | closed | not the last transfer coding
          P_Transfer-Encoding: foo__{}                     | 400 | closed | not the last transfer coding
          P_Transfer-Encoding: chunked_Transfer-Encoding: chunked__2_{}_0__ | 400 | closed | not the last transfer coding
          # chunks (RFC 9112, 7.1)
          P_Transfer-Encoding: chunked__2;a=b_{}_0__       | 200 | open   | "b":{}
          P_Transfer-Encoding: chunked__2_{}_0_X-T: a__    | 200 | open   | "b":{}
          P_Transfer-Encoding: chunked__2_{}_0_Content-Length: 9__ | 200 | open | "b":{}
          P_Transfer-Encoding: chunked__+2_{}_0__          | 400 | closed | framing of the body
          P_Transfer-Encoding: chunked__0x2_{}_0__         | 400 | closed | framing of the body
          P_Transfer-Encoding: chunked__z_{}_0__           | 400 | closed | framing of the body
          P_Transfer-Encoding: chunked__2_{}X_0__          | 400 | closed | framing of the body
          P_Transfer-Encoding: chunked__fffffffffffffffff_{}_0__ | 400 | closed | framing of the body
          P_Transfer-Encoding: chunked__2_{}_0_X T: a__    | 400 | closed | framing of the body
          # expectations (RFC 9110, 10.1.1) and codings (8.4)
          P_Content-Length: 2_Expect: foo__{}              | 417 | open   | 100-continue
          P_Content-Length: 2_Expect: 100-continue, foo__{} | 417 | open  | 100-continue
          GET /p/a HTTP/1.1_Expect: foo                    | 417 | open   | 100-continue
          P_Content-Length: 2_Content-Encoding: gzip__{}   | 415 | open   | content coding
          P_Content-Length: 2_Content-Encoding: identity__{} | 200 | open | "b":{}
          """)
  void requests(String request, int status, String connection, String said) throws IOException {
    try (var client = RawClient.connect(server.url())) {
      client.sendRaw(onTheWire(request));
      RawClient.Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(said);
      if (status >= 400) {
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status);
      }
      if (status == 405) {
        assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
      }
      if (connection.equals("closed")) {
        assertThat(client.isDrained()).isTrue();
      } else {
        client.sendRaw("GET /p/next HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.receive().body()).contains("\"sku\":\"next\"");
      }
    }
  }

  private static String onTheWire(String request) {
    String post = "POST /post HTTP/1.1_Host: x_Content-Type: application/json_";
    String whole = request.startsWith("P_") ? post + request.substring(2) : request;
    if (!whole.contains("__") || whole.startsWith("__")) {
      whole += whole.contains("HTTP/1.0") ? "__" : "_Host: x__";
    }
    return whole
        .replace("_", "\r\n")
        .replace('^', ' ')
        .replace("\\u0000", "\0")
        .replace("\\u000d", "\r")
        .replace("\\u000a", "\n");
  }
}
