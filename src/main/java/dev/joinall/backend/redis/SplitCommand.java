package dev.joinall.backend.redis;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A command of a cluster that is sent once for each slot of its keys. It consists of a name and
 * keys only.
 *
 * @param name encoded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SplitCommand(
    RedisTopology servers, byte[] name, boolean isList, CommandRoute target, int maxBody) {
  /** Their replies count keys, so the replies of the parts are added. */
  private static final Set<String> COUNTS = Set.of("DEL", "UNLINK", "EXISTS", "TOUCH");

  private static final String LIST = "MGET";

  /** The header and the name. */
  private static final int BEFORE_KEYS = 2;

  private static final int FIRST_CAPACITY = 256;

  /** The keys of one slot, and their positions among all keys. */
  private record Part(List<byte[]> keys, List<Integer> positions) {}

  private sealed interface PartResult<T> {}

  private record Value<T>(Part part, T value) implements PartResult<T> {}

  private record Failure<T>(Part part, Fault fault) implements PartResult<T> {}

  /** Whether all its words are keys, and its reply can be combined from the replies of parts. */
  static boolean canSplit(RedisCommand command) {
    return command.name().equals(LIST) || COUNTS.contains(command.name());
  }

  static SplitCommand of(RedisCommand command, RedisTopology servers, int maxBody) {
    return new SplitCommand(
        servers,
        RespWriter.bulk(command.name()),
        command.name().equals(LIST),
        CommandRoute.of(command),
        maxBody);
  }

  /** One {@code MGET} in place of many {@code GET}. */
  static SplitCommand mget(RedisTopology servers, int maxBody) {
    return new SplitCommand(servers, RespWriter.bulk(LIST), true, CommandRoute.READ, maxBody);
  }

  /** Returns the reply that one server with all keys would send. */
  Mono<Json> call(byte[][] request, Supplier<ReplyJson> reply) {
    List<Part> parts =
        parts(
            Arrays.asList(request).subList(Math.min(BEFORE_KEYS, request.length), request.length));
    return parts.size() == 1
        ? servers.call(request, reply, target)
        : send(parts, size -> reply)
            .map(partResults -> {
              failIfOneFailed(partResults);
              return isList ? list(partResults, request.length - BEFORE_KEYS) : sum(partResults);
            });
  }

  /** One result for each key; the keys of a failed part have its fault. */
  Mono<List<Result>> results(
      List<byte[]> keys, IntFunction<Supplier<? extends ReplyConsumer<List<Result>>>> reply) {
    return send(parts(keys), reply)
        .map(partResults -> {
          List<Result> results =
              new ArrayList<>(Collections.nCopies(keys.size(), new Batch.Unsure()));
          partResults.forEach(it -> place(it, results));
          return results;
        });
  }

  private static void place(PartResult<List<Result>> partResult, List<Result> results) {
    switch (partResult) {
      case Value<List<Result>>(Part part, List<Result> values) -> {
        for (int i = 0; i < values.size(); i++) {
          results.set(part.positions().get(i), values.get(i));
        }
      }
      case Failure<List<Result>>(Part part, Fault fault) ->
          part.positions().forEach(it -> results.set(it, new Batch.Failed(fault)));
    }
  }

  private <T> Mono<List<PartResult<T>>> send(
      List<Part> parts, IntFunction<Supplier<? extends ReplyConsumer<T>>> reply) {
    return Flux.fromIterable(parts)
        .flatMap(
            part ->
                servers
                    .call(request(part.keys()), reply.apply(part.keys().size()), target)
                    .<PartResult<T>>map(value -> new Value<>(part, value))
                    .onErrorResume(error -> Mono.just(new Failure<>(part, Fault.of(error)))),
            Math.max(1, parts.size()))
        .collectList();
  }

  private static List<Part> parts(List<byte[]> keys) {
    Map<Integer, Part> parts = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Part part =
          parts.computeIfAbsent(
              HashSlot.ofBulk(keys.get(i)), slot -> new Part(new ArrayList<>(), new ArrayList<>()));
      part.keys().add(keys.get(i));
      part.positions().add(i);
    }
    return List.copyOf(parts.values());
  }

  /** The command with all these keys. */
  byte[][] request(List<byte[]> keys) {
    byte[][] request = new byte[keys.size() + BEFORE_KEYS][];
    request[0] = RespWriter.header(keys.size() + 1);
    request[1] = name;
    for (int i = 0; i < keys.size(); i++) {
      request[i + BEFORE_KEYS] = keys.get(i);
    }
    return request;
  }

  /** Fails if a part failed; an effect on only some of the keys is {@code unknown}. */
  private void failIfOneFailed(List<PartResult<Json>> partResults) {
    boolean isPartlyDone =
        target.effect() && partResults.stream().anyMatch(Value.class::isInstance);
    for (PartResult<Json> each : partResults) {
      if (each instanceof Failure<Json>(Part part, Fault fault)) {
        throw new StepException(
            isPartlyDone
                ? Fault.of(Fault.Type.UNKNOWN, "some of the keys were changed: " + fault.detail())
                : fault);
      }
    }
  }

  private Json list(List<PartResult<Json>> partResults, int count) {
    Json[] values = new Json[count];
    Arrays.fill(values, Json.NULL);
    for (PartResult<Json> each : partResults) {
      if (each instanceof Value<Json>(Part part, Json value)) {
        List<Json> elements = value.elements();
        if (elements.size() != part.keys().size()) {
          throw new StepException(
              Fault.Type.MALFORMED, "the reply does not have one value for each key");
        }
        for (int i = 0; i < elements.size(); i++) {
          values[part.positions().get(i)] = elements.get(i);
        }
      }
    }
    var out = new JsonWriter(FIRST_CAPACITY);
    out.beginArray();
    for (Json value : values) {
      out.json(value);
      if (out.length() > maxBody) {
        throw new StepException(ReplyBytes.tooLarge(maxBody));
      }
    }
    out.endArray();
    return out.toJson();
  }

  private static Json sum(List<PartResult<Json>> partResults) {
    long sum = 0;
    for (PartResult<Json> each : partResults) {
      if (each instanceof Value<Json>(Part part, Json value)) {
        sum += value.number().longValue();
      }
    }
    return Json.number(sum);
  }
}
