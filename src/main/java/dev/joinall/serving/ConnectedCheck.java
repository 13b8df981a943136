package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.BackendCall;
import dev.joinall.config.Config;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The result of checking the file's calls against connected backends.
 *
 * @param refused the calls that are not accepted
 * @param unchecked the backends that could not be checked, at their declarations
 */
record ConnectedCheck(List<Problem> refused, List<Problem> unchecked) {
  /** A backend that takes longer counts as one that could not be checked. */
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

  ConnectedCheck {
    refused = List.copyOf(refused);
    unchecked = List.copyOf(unchecked);
  }

  /** The backends that do not respond, at their declarations. Blocks. */
  static List<Problem> down(Config config, Map<String, Backend> backends) {
    var problems = new Problems();
    Flux.fromIterable(backends.entrySet())
        .flatMap(it -> health(it.getValue()).map(health -> Map.entry(it.getKey(), health)))
        .collectList()
        .blockOptional()
        .orElseThrow()
        .forEach(it -> {
          if (!(it.getValue() instanceof Health.Up)) {
            problems.add(
                declared(it.getKey(), config),
                "the backend \"%s\" does not respond: %s"
                    .formatted(it.getKey(), reason(it.getValue())),
                "without --connect nothing is connected");
          }
        });
    return problems.all();
  }

  /** Checks the health up to three times, because the first call of a process may be too slow. */
  private static Mono<Health> health(Backend backend) {
    return backend
        .check()
        .flatMap(it -> retryUnlessUp(it, backend))
        .flatMap(it -> retryUnlessUp(it, backend));
  }

  private static Mono<Health> retryUnlessUp(Health first, Backend backend) {
    return first instanceof Health.Up ? Mono.just(first) : backend.check();
  }

  private static String reason(Health health) {
    return switch (health) {
      case Health.Up up -> "";
      case Health.Busy(String reason) -> reason;
      case Health.Down(String reason) -> reason;
    };
  }

  private static Tree declared(String backend, Config config) {
    return Objects.requireNonNull(config.backends().get(backend)).where();
  }

  /** Checks all backends concurrently. Blocks. */
  static ConnectedCheck of(Config config, Map<String, Backend> backends) {
    Map<String, List<BackendCall>> calls = calls(config);
    List<Verified> verified =
        Flux.fromIterable(calls.entrySet())
            .flatMap(it ->
                verify(
                    it.getKey(),
                    Objects.requireNonNull(backends.get(it.getKey())),
                    it.getValue(),
                    sessions(it.getKey(), config)))
            .collectList()
            .blockOptional()
            .orElseThrow();
    var refused = new Problems();
    var unchecked = new Problems();
    for (Verified one : verified) {
      refused.addAll(one.problems().all());
      if (!one.fault().isEmpty()) {
        unchecked.add(
            declared(one.backend(), config),
            "the calls of the backend \"%s\" can't be checked: %s"
                .formatted(one.backend(), one.fault()),
            "");
      }
    }
    return new ConnectedCheck(refused.all(), unchecked.all());
  }

  /**
   * @param fault the reason why the backend could not be checked; may be empty
   */
  private record Verified(String backend, Problems problems, String fault) {}

  private static Map<String, List<BackendCall>> calls(Config config) {
    Map<String, List<BackendCall>> calls = new LinkedHashMap<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      for (TaskConfig task : aggregation.tasks().values()) {
        if (task.operation() instanceof BackendCall call) {
          String backend = task.backend().orElseThrow();
          calls.computeIfAbsent(backend, name -> new ArrayList<>()).add(call);
        }
      }
    }
    return calls;
  }

  /** The positions in the file by the mode of the session. */
  private static Map<SessionMode, Tree> sessions(String backend, Config config) {
    Map<SessionMode, Tree> places = new EnumMap<>(SessionMode.class);
    for (AggregationConfig aggregation : config.aggregations().values()) {
      for (TaskConfig task : aggregation.tasks().values()) {
        if (task.backend().filter(backend::equals).isPresent()) {
          Tree written = aggregation.where().placeOf("session");
          task.session().ifPresent(it -> places.putIfAbsent(it, written));
        }
      }
    }
    return places;
  }

  private static Mono<Void> verifySessions(
      Backend backend, Map<SessionMode, Tree> sessions, Problems problems) {
    return Flux.fromIterable(sessions.entrySet())
        .concatMap(it -> backend.verifySession(it.getKey(), it.getValue(), problems))
        .then();
  }

  private static Mono<Verified> verify(
      String name, Backend backend, List<BackendCall> calls, Map<SessionMode, Tree> sessions) {
    var problems = new Problems();
    return Mono.defer(() -> backend.verify(calls, problems))
        .then(Mono.defer(() -> verifySessions(backend, sessions, problems)))
        .timeout(CHECK_TIMEOUT)
        .thenReturn("")
        .onErrorResume(error -> Mono.just(text(error)))
        .map(fault -> new Verified(name, problems, fault));
  }

  private static String text(Throwable error) {
    Fault fault =
        error instanceof TimeoutException
            ? Fault.of(Fault.Type.TIMEOUT, "no answer in time")
            : Fault.of(error);
    return fault.detail();
  }
}
