package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Flaw;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the step of a task for each item of its list. The results keep the order of the list; a
 * failed item is null and the others stay. Equal items share one call where that makes no
 * difference, and a batch asks for many items in one call.
 */
final class ForEachRun {
  private final Runner runner;
  private final Task task;
  private final ForEach forEach;
  private final Scope scope;
  private final List<Json> list;
  private final ResultBudget results;

  /** Written by one signal at a time, read after the last one. */
  private final @Nullable Outcome[] settled;

  private ForEachRun(Runner runner, Task task, ForEach forEach, Scope scope, List<Json> list) {
    this.runner = runner;
    this.task = task;
    this.forEach = forEach;
    this.scope = scope;
    this.list = list;
    this.results = new ResultBudget(runner.memory());
    this.settled = new Outcome[list.size()];
  }

  /**
   * The outcome of the whole task; never an error signal.
   *
   * @throws InvalidExpression if the input is not a list, before any call
   */
  static Mono<Outcome> run(Runner runner, Task task, ForEach forEach, Scope scope) {
    Json in = forEach.in().render(scope);
    if (in.kind() != Json.Kind.ARRAY) {
      throw new InvalidExpression("for-each needs a list");
    }
    if (in.size() > forEach.max()) {
      String detail = "the list has %d items, more than %d".formatted(in.size(), forEach.max());
      return Mono.just(new Outcome.Failed(Fault.of(Fault.Type.TOO_LARGE, detail).withAttempts(0)));
    }
    return new ForEachRun(runner, task, forEach, scope, in.elements()).run();
  }

  private Mono<Outcome> run() {
    Collection<List<Integer>> calls = calls();
    return Flux.fromIterable(batched(calls))
        .flatMap(batch -> batch, forEach.concurrency())
        .thenMany(Flux.fromIterable(calls))
        .filter(places -> settled[places.getFirst()] == null)
        .flatMap(this::call, forEach.concurrency())
        .then(Mono.fromSupplier(this::outcome))
        .doFinally(signal -> results.giveBack());
  }

  private List<Mono<Void>> batched(Collection<List<Integer>> calls) {
    return forEach
        .batch()
        .map(it -> new BatchedItems<>(it, this, scope).calls(calls))
        .orElse(List.of());
  }

  /** The list positions of each call. The call is made for the first of them. */
  private Collection<List<Integer>> calls() {
    Map<Object, List<Integer>> calls = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i++) {
      Object same = forEach.distinct() ? list.get(i) : (Object) i;
      calls.computeIfAbsent(same, it -> new ArrayList<>()).add(i);
    }
    return calls.values();
  }

  /** The scope of the call for the item at that position. */
  Scope scopeOf(int place) {
    return scope
        .with(forEach.itemSlot(), list.get(place))
        .with(forEach.indexSlot(), Json.number(place));
  }

  void settle(List<Integer> places, Outcome outcome) {
    Outcome kept = results.of(outcome);
    places.forEach(place -> settled[place] = kept);
  }

  private Mono<Outcome> call(List<Integer> places) {
    Scope mine = scopeOf(places.getFirst());
    return Mono.defer(() -> runner.start(task.work(), mine))
        .map(Outcome::of)
        .defaultIfEmpty(new Outcome.Absent())
        .onErrorResume(error -> Mono.just(new Outcome.Failed(Fault.of(error))))
        .doOnNext(outcome -> settle(places, outcome));
  }

  private Outcome outcome() {
    List<Flaw> flaws = new ArrayList<>();
    var results = new JsonWriter(256).beginArray();
    for (int i = 0; i < list.size(); i++) {
      Outcome outcome = Objects.requireNonNull(settled[i]);
      int index = i;
      outcome.flaws().forEach(flaw -> flaws.add(flaw.ofItem(index)));
      results.json(result(list.get(i), outcome.value().orElse(Json.NULL)));
    }
    return new Outcome.Ok(results.endArray().toJson(), flaws);
  }

  /**
   * The result alone, or the item with the result as a member. An item that is not an object is
   * replaced by its result.
   */
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
