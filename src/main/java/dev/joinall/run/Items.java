package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.ItemFault;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs a task's step for each item of its list. The results keep the order of the list; equal items
 * are called once; an item that fails is null and does not lose the others.
 */
final class Items {
  private final Task task;
  private final ForEach forEach;
  private final Scope scope;
  private final List<Json> list;

  private Items(Task task, ForEach forEach, Scope scope, List<Json> list) {
    this.task = task;
    this.forEach = forEach;
    this.scope = scope;
    this.list = list;
  }

  /**
   * The outcome of the whole task; never an error.
   *
   * @throws InvalidExpression where there is no list, before any call
   */
  static Mono<Outcome> run(Task task, ForEach forEach, Scope scope) {
    Json in = forEach.in().render(scope);
    if (in.kind() != Json.Kind.ARRAY) {
      throw new InvalidExpression("for-each needs a list");
    }
    if (in.size() > forEach.max()) {
      String detail = "the list has %d items, more than %d".formatted(in.size(), forEach.max());
      return Mono.just(new Outcome.Failed(Fault.of(Fault.Type.TOO_LARGE, detail).withAttempts(0)));
    }
    return new Items(task, forEach, scope, in.elements()).run();
  }

  private Mono<Outcome> run() {
    Set<Json> distinct = new LinkedHashSet<>(list);
    return Flux.fromIterable(distinct)
        .flatMap(item -> settle(item).map(it -> Map.entry(item, it)), forEach.concurrency())
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, HashMap::new)
        .map(this::outcome);
  }

  private Mono<Outcome> settle(Json item) {
    Scope mine =
        scope
            .with(forEach.itemSlot(), item)
            .with(forEach.indexSlot(), Json.number(list.indexOf(item)));
    return Mono.defer(() -> task.step().run(mine))
        .filter(value -> !value.isNull())
        .<Outcome>map(Outcome.Ok::new)
        .defaultIfEmpty(new Outcome.Absent())
        .onErrorResume(error -> Mono.just(new Outcome.Failed(Fault.of(error))));
  }

  private Outcome outcome(Map<Json, Outcome> settled) {
    List<ItemFault> faults = new ArrayList<>();
    var results = new JsonWriter(256).beginArray();
    for (int i = 0; i < list.size(); i++) {
      Outcome outcome = settled.getOrDefault(list.get(i), new Outcome.Absent());
      int index = i;
      outcome.fault().ifPresent(fault -> faults.add(new ItemFault(index, fault)));
      results.json(result(list.get(i), outcome.value().orElse(Json.NULL)));
    }
    return new Outcome.Ok(results.endArray().toJson(), faults);
  }

  /** The result alone, or the item with it; an item that is no object can't take it. */
  private Json result(Json item, Json value) {
    if (forEach.into().isEmpty() || item.kind() != Json.Kind.OBJECT) {
      return value;
    }
    String name = forEach.into().get();
    var merged = new JsonWriter(item.length() + value.length() + 16).beginObject();
    item.forEachMember((key, member) -> {
      if (!key.equals(name)) {
        merged.member(key, member);
      }
    });
    return merged.member(name, value).endObject().toJson();
  }
}
