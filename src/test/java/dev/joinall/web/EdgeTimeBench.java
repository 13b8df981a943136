package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import dev.joinall.testing.CpuTime;
import dev.joinall.testing.CpuTime.Said;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

/**
 * Measures how long the head of a request, within the allowed sizes, can block an event loop. By
 * hand: {@code ./mvnw test -Dtest=EdgeTimeBench}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class EdgeTimeBench {
  private static final int LINE = 4_096;
  private static final int HEADERS = 8_192;

  private static String filled(String part, int size) {
    return part.repeat(size / part.length());
  }

  private static RouteRequest request(HttpHeaders headers) {
    return new SpringRequest(MockServerHttpRequest.get("/").headers(headers).build());
  }

  @Test
  void heads() {
    var times = new CpuTime();
    for (String part :
        new String[] {
          "a/b,", "*/*;q=0.1,", "a/b;c=\"\\\"\",", ",", ";", "text/event-stream;q=0,"
        }) {
      var headers = new HttpHeaders();
      headers.set(HttpHeaders.ACCEPT, filled(part, HEADERS));
      add(times, "Accept " + part, () -> Negotiation.of(request(headers), true, Optional.empty()));
    }
    for (String part : new String[] {"\"a\",", "W/\"", "\"", ",", " ", "W/", "\"\","}) {
      var headers = new HttpHeaders();
      headers.set(HttpHeaders.IF_NONE_MATCH, filled(part, HEADERS));
      add(
          times,
          "If-None-Match " + part,
          () ->
              EntityTag.validated(
                  HttpAnswer.of(200, HttpAnswer.JSON, new JsonWriter(16).nullValue()),
                  request(headers)));
    }
    for (String part : new String[] {"a&", "a=%41&", "&", "%", "+&", "%C3%A4", "a=1&"}) {
      add(times, "query " + part, () -> QueryArguments.of(filled(part, LINE)));
    }
    for (String part : new String[] {"00-", "a", "a=b,"}) {
      var headers = new HttpHeaders();
      headers.set("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
      headers.set("tracestate", filled(part, HEADERS));
      add(times, "tracestate " + part, () -> TraceHeaders.read(request(headers), false));
    }
    times.print("heads");
  }

  private static void add(CpuTime times, String name, Supplier<Object> work) {
    times.add(
        name,
        () ->
            () -> {
              var _ = work.get();
              return new Said("ok", 0);
            });
  }
}
