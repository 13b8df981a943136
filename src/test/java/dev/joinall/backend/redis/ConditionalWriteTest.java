package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.config.Position;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class ConditionalWriteTest {
  private static final Tree HERE = new Tree.Scalar(Position.START, "", null, "");

  @ParameterizedTest
  @CsvSource({
    "SET k v, false, false",
    "SET k v NX, true, false",
    "SET k v xx EX 60, true, false",
    "SET k v ${query.how}, true, false",
    "SET k v IFEQ w, true, false",
    "SET k v GET, false, false",
    "SET k v NX GET, false, true",
    "SET k v XX GET, true, false",
    "SET NX GET, false, false",
    "ZADD z XX INCR 1 a, true, false",
    "XADD s NOMKSTREAM * a b, true, false",
    "JSON.SET d $ 1 NX, true, false",
    "LPOP l, false, false",
    "GETDEL k, false, false",
  })
  void aReplyReportsWhetherItsConditionHeld(String command, boolean nil, boolean value) {
    assertThat(isConflict(command, Mono.empty())).isEqualTo(nil);
    assertThat(isConflict(command, Mono.just(Json.string("OK")))).isEqualTo(value);
  }

  private static boolean isConflict(String command, Mono<Json> reply) {
    var words = Stream.of(command.split(" ", -1)).map(it -> text(it)).toList();
    var read = new RedisCommand(HERE, words, RedisCommand.As.TEXT);
    Mono<Json> checked = ConditionalWrite.of(read).map(it -> it.checked(reply)).orElse(reply);
    Optional<Fault.Type> fault =
        checked
            .map(it -> Optional.<Fault.Type>empty())
            .defaultIfEmpty(Optional.empty())
            .onErrorResume(error -> Mono.just(Optional.of(Fault.of(error).type())))
            .block();
    return fault.equals(Optional.of(Fault.Type.CONFLICT));
  }

  private static Tree text(String word) {
    return Tree.Scalar.of(HERE, word);
  }
}
