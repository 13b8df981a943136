package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * A command that writes only if its condition holds, and replies nil if it does not: this is a
 * conflict, not a write without a value.
 *
 * @param tellsConflict whether a reply means a conflict; empty stands for nil
 */
record ConditionalWrite(Predicate<Optional<Json>> tellsConflict) {
  /** For these commands nil has no other meaning. */
  private static final Set<String> NIL_IS_CONFLICT = Set.of("ZADD", "JSON.SET", "XADD");

  private static final Set<String> CONDITIONS =
      Set.of("NX", "XX", "IFEQ", "IFNE", "IFDEQ", "IFDNE");

  /** The first word after {@code SET key value}. */
  private static final int FIRST_OPTION = 3;

  static Optional<ConditionalWrite> of(RedisCommand command) {
    if (NIL_IS_CONFLICT.contains(command.name())) {
      return Optional.of(new ConditionalWrite(Optional::isEmpty));
    }
    return command.name().equals("SET") ? set(options(command.words())) : Optional.empty();
  }

  private static List<String> options(List<Tree> words) {
    return words.stream().skip(FIRST_OPTION).map(RedisCommand::upper).toList();
  }

  /** With GET the reply is the previous value; with NX it is nil if the key was written. */
  private static Optional<ConditionalWrite> set(List<String> options) {
    boolean computed = options.stream().anyMatch(it -> it.contains("${"));
    boolean conditional = computed || options.stream().anyMatch(CONDITIONS::contains);
    if (!options.contains("GET")) {
      return conditional ? Optional.of(new ConditionalWrite(Optional::isEmpty)) : Optional.empty();
    }
    if (options.contains("NX")) {
      return Optional.of(new ConditionalWrite(Optional::isPresent));
    }
    return options.contains("XX") || options.contains("IFEQ")
        ? Optional.of(new ConditionalWrite(Optional::isEmpty))
        : Optional.empty();
  }

  Mono<Json> checked(Mono<Json> reply) {
    return reply
        .doOnNext(value -> check(Optional.of(value)))
        .switchIfEmpty(Mono.fromRunnable(() -> check(Optional.empty())));
  }

  private void check(Optional<Json> reply) {
    if (tellsConflict.test(reply)) {
      throw new StepException(Fault.Type.CONFLICT, "the condition of the command does not hold");
    }
  }
}
