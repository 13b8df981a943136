package dev.joinall.backend.redis;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A {@code GET}, which becomes an {@code MGET} for many items. They differ for a key without a
 * string: GET fails, MGET reports it as missing.
 */
record GetStep(
    Step single, CommandTemplate template, Function<List<ByteBuffer>, Mono<List<Result>>> getAll)
    implements Step, Batch<ByteBuffer> {
  @Override
  public Mono<Json> run(Scope scope) {
    return single.run(scope);
  }

  @Override
  public String word() {
    return "MGET";
  }

  /** The encoded key. */
  @Override
  public Optional<ByteBuffer> key(Scope item) {
    return Optional.of(ByteBuffer.wrap(template.encode(item)[2]));
  }

  @Override
  public Mono<List<Result>> call(List<ByteBuffer> keys, Scope scope) {
    return Mono.defer(() -> getAll.apply(keys));
  }
}
