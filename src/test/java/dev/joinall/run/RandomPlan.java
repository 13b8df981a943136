package dev.joinall.run;

import dev.joinall.plan.Join;
import dev.joinall.plan.Task.For;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A plan drawn from a seed. Times are nanoseconds and all different, except for calls that answer
 * at once.
 *
 * @param until the tasks that the condition requires to be ok, under {@code until}
 * @param leaves when the client disconnects
 * @param refusals in an order without cycles
 */
record RandomPlan(
    boolean safe,
    long deadline,
    List<Drawn> tasks,
    Join join,
    Set<Integer> joined,
    Set<Integer> awaited,
    Set<Integer> until,
    OptionalLong leaves,
    List<Guard> refusals) {
  private static final int MOST_TASKS = 12;
  private static final int MOST_REFUSALS = 3;

  /** Spreads the seeds, because the first booleans of neighbouring seeds are equal. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final int SECOND = 1_000_000_000;

  /** The end of a call. */
  enum End {
    OK,
    ABSENT,
    ERROR,
    THROW,
    NEVER
  }

  private static final List<For> NEEDS = List.of(For.VALUE, For.SUCCESS, For.SETTLED);
  private static final List<End> NOT_OK = List.of(End.ABSENT, End.ERROR, End.THROW, End.NEVER);

  /** One task of the plan. */
  record Drawn(
      Map<Integer, For> needs,
      boolean when,
      boolean required,
      boolean effect,
      boolean fallback,
      End end,
      long delay) {}

  /** The result of a refusal. */
  enum Says {
    PASS,
    REFUSE,
    FAIL
  }

  /** One refusal of the plan, and the tasks that it reads. */
  record Guard(Set<Integer> reads, Says says) {}

  /** Whether a refusal depends on this task, directly or indirectly. */
  boolean isGuarded(int task) {
    return refusals.stream().anyMatch(it -> before(it, tasks).contains(task));
  }

  /** Whether this task may start only after the refusal has been evaluated. */
  boolean holds(Guard refusal, int task) {
    return tasks.get(task).effect() && !before(refusal, tasks).contains(task);
  }

  private static Set<Integer> before(Guard refusal, List<Drawn> tasks) {
    Set<Integer> before = new HashSet<>(refusal.reads());
    for (int i = tasks.size() - 1; i >= 0; i--) {
      if (before.contains(i)) {
        before.addAll(tasks.get(i).needs().keySet());
      }
    }
    return before;
  }

  /** The effects that one of two refusals depends on include those of the other. */
  private static List<Guard> refusals(Random random, List<Drawn> tasks) {
    Set<Integer> all = IntStream.range(0, tasks.size()).boxed().collect(Collectors.toSet());
    List<Guard> refusals = new ArrayList<>();
    for (int n = random.nextInt(3) == 0 ? random.nextInt(MOST_REFUSALS + 1) : 0; n > 0; n--) {
      Set<Integer> reads = random.nextInt(4) == 0 ? Set.of() : some(random, all);
      int says = random.nextInt(8);
      var drawn = new Guard(reads, says > 1 ? Says.PASS : says == 1 ? Says.REFUSE : Says.FAIL);
      if (refusals.stream().allMatch(it -> areInOrder(it, drawn, tasks))) {
        refusals.add(drawn);
      }
    }
    return List.copyOf(refusals);
  }

  private static boolean areInOrder(Guard one, Guard other, List<Drawn> tasks) {
    Set<Integer> a = effects(one, tasks);
    Set<Integer> b = effects(other, tasks);
    return a.containsAll(b) || b.containsAll(a);
  }

  private static Set<Integer> effects(Guard refusal, List<Drawn> tasks) {
    return before(refusal, tasks).stream()
        .filter(it -> tasks.get(it).effect())
        .collect(Collectors.toSet());
  }

  static RandomPlan of(long seed) {
    var random = new Random(seed * SPREAD);
    boolean safe = random.nextBoolean();
    List<Drawn> tasks = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_TASKS);
    for (int i = 0; i < count; i++) {
      tasks.add(task(random, i, safe));
    }
    Set<Integer> all = IntStream.range(0, count).boxed().collect(Collectors.toSet());
    Set<Integer> joined = random.nextInt(3) > 0 ? all : some(random, all);
    Set<Integer> rest = new HashSet<>(all);
    rest.removeAll(joined);
    Set<Integer> until = some(random, joined);
    return new RandomPlan(
        safe,
        SECOND / 4 + random.nextLong(2L * SECOND),
        List.copyOf(tasks),
        join(random, 1 + random.nextInt(joined.size()), until),
        joined,
        rest.isEmpty() || random.nextBoolean() ? Set.of() : some(random, rest),
        until,
        random.nextInt(8) == 0 ? OptionalLong.of(random.nextInt(SECOND)) : OptionalLong.empty(),
        refusals(random, tasks));
  }

  private static Drawn task(Random random, int index, boolean safe) {
    Map<Integer, For> needs = new LinkedHashMap<>();
    for (int n = index == 0 ? 0 : random.nextInt(4); n > 0; n--) {
      needs.put(random.nextInt(index), NEEDS.get(random.nextInt(NEEDS.size())));
    }
    boolean required = random.nextInt(8) == 0;
    int end = random.nextInt(20);
    return new Drawn(
        needs,
        required || random.nextInt(10) > 0,
        required,
        !safe && random.nextInt(4) == 0,
        random.nextInt(6) == 0,
        end < 13 ? End.OK : NOT_OK.get(end % NOT_OK.size()),
        random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(SECOND));
  }

  private static Set<Integer> some(Random random, Set<Integer> of) {
    List<Integer> list = of.stream().sorted().toList();
    return IntStream.range(0, 1 + random.nextInt(list.size()))
        .mapToObj(i -> list.get(random.nextInt(list.size())))
        .collect(Collectors.toSet());
  }

  private static Join join(Random random, int n, Set<Integer> until) {
    return switch (random.nextInt(6)) {
      case 0 -> new Join.First(n);
      case 1 -> new Join.Quorum(n);
      case 2 -> new Join.Settled(n);
      case 3 -> new Join.Until(scope -> until.stream().allMatch(i -> PlanBuilder.isOk(scope, i)));
      default -> new Join.All();
    };
  }
}
