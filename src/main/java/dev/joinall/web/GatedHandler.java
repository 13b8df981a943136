package dev.joinall.web;

import dev.joinall.web.edge.Gate;
import dev.joinall.web.edge.Lane;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Lets requests through while there is room for them, and turns away the others with 503 before
 * anything of them is looked at. Thread-safe.
 */
public final class GatedHandler implements HttpHandler {
  private static final Map<Gate.Full, Answered> TURNED_AWAY = new EnumMap<>(Gate.Full.class);

  static {
    for (Gate.Full full : Gate.Full.values()) {
      TURNED_AWAY.put(
          full, ProblemDetails.of(503, detail(full)).with(HttpHeaders.RETRY_AFTER, "1"));
    }
  }

  private final Gate gate;
  private final HttpHandler others;

  /**
   * @param others handles what is let in
   */
  public GatedHandler(Gate gate, HttpHandler others) {
    this.gate = gate;
    this.others = others;
  }

  private static String detail(Gate.Full full) {
    return switch (full) {
      case CEILING, LIMIT -> "this server has as many requests as it can take; try again";
      case MEMORY -> "the requests under way hold all memory that they may; try again";
    };
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    Lane lane = gate.lane();
    Optional<Gate.Full> full = lane.enter();
    if (full.isPresent()) {
      return AnswerWriter.write(turnedAway(full.get()), request, response);
    }
    Mono<Void> answer;
    try {
      answer = others.handle(request, response);
    } catch (Throwable e) { // whatever it is, its place is given back
      answer = Mono.error(e);
    }
    return answer.doFinally(signal -> lane.leave());
  }

  private static Answered turnedAway(Gate.Full full) {
    return Objects.requireNonNull(TURNED_AWAY.get(full));
  }
}
