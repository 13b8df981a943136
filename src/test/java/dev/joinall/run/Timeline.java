package dev.joinall.run;

import dev.joinall.plan.Join;
import dev.joinall.plan.Task.For;
import dev.joinall.run.RandomPlan.Drawn;
import dev.joinall.run.RandomPlan.Guard;
import dev.joinall.run.RandomPlan.Says;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Computes when each task would start and end if nothing interrupted it, and from that the moment
 * of the join's decision. Counts the settled tasks again at each moment at which one settles.
 */
final class Timeline {
  private static final long NEVER = Long.MAX_VALUE;

  private final RandomPlan plan;
  private final long[] starts;
  private final long[] ends;
  private final String[] outcomes;
  private final boolean[] placed;

  /** When the join is met; after that, only effects that a refusal waits for start. */
  private long joined = NEVER;

  private final long decision;
  private final boolean byDeadline;

  Timeline(RandomPlan plan) {
    this.plan = plan;
    int count = plan.tasks().size();
    this.starts = new long[count];
    this.ends = new long[count];
    this.outcomes = new String[count];
    this.placed = new boolean[count];
    placeAll();
    this.joined = firstMoment(Count::isMet);
    placeAll();
    long decided = firstDecision();
    long left = plan.safe() ? plan.leaves().orElse(NEVER) : NEVER;
    this.decision = Math.min(Math.min(decided, left), plan.deadline());
    this.byDeadline = decision == plan.deadline();
  }

  private void placeAll() {
    Arrays.fill(placed, false);
    for (int i = 0; i < placed.length; i++) {
      place(i);
    }
  }

  /** When the last task that it reads has settled. */
  long asked(Guard refusal) {
    return refusal.reads().stream()
        .mapToLong(it -> {
          place(it);
          return ends[it];
        })
        .max()
        .orElse(0);
  }

  /** When the last refusal that delays it has been evaluated. */
  private long held(int task) {
    return plan.refusals().stream()
        .filter(it -> plan.holds(it, task))
        .mapToLong(this::asked)
        .max()
        .orElse(0);
  }

  private void place(int index) {
    if (placed[index]) {
      return;
    }
    placed[index] = true;
    Drawn task = plan.tasks().get(index);
    starts[index] = NEVER;
    long skipped = NEVER;
    long ready = 0;
    for (Map.Entry<Integer, For> need : task.needs().entrySet()) {
      int other = need.getKey();
      place(other);
      ready = Math.max(ready, ends[other]);
      if (ends[other] != NEVER && !isMet(need.getValue(), outcomes[other])) {
        skipped = Math.min(skipped, ends[other]);
      }
    }
    if (skipped != NEVER || !task.when()) {
      ends[index] = skipped != NEVER ? skipped : ready;
      outcomes[index] = "skipped";
      return;
    }
    ready = Math.max(ready, held(index));
    if (task.effect() && ready > joined && !plan.isGuarded(index)) {
      ready = NEVER;
    }
    starts[index] = ready;
    boolean ending = ready != NEVER && task.end() != RandomPlan.End.NEVER;
    boolean thrown = task.end() == RandomPlan.End.THROW;
    ends[index] = !ending ? NEVER : thrown ? ready : ready + task.delay();
    outcomes[index] = ending ? word(task) : "late";
  }

  private static boolean isMet(For what, String outcome) {
    boolean value = outcome.equals("ok") || outcome.equals("fallback");
    return switch (what) {
      case VALUE -> value;
      case SUCCESS -> value || outcome.equals("absent");
      case SETTLED -> true;
    };
  }

  private static String word(Drawn task) {
    return switch (task.end()) {
      case OK -> "ok";
      case ABSENT -> task.effect() ? "ok" : task.fallback() ? "fallback" : "absent";
      case ERROR, THROW -> task.fallback() ? "fallback" : "failed";
      case NEVER -> "late";
    };
  }

  private long firstDecision() {
    long denied =
        plan.refusals().stream()
            .filter(it -> it.says() != Says.PASS)
            .mapToLong(this::asked)
            .min()
            .orElse(NEVER);
    long lastAsked = plan.refusals().stream().mapToLong(this::asked).max().orElse(0);
    long met = Math.max(joined, lastAsked);
    return Math.min(denied, Math.min(met, firstMoment(Count::isUnmet)));
  }

  /** The first moment at which the settled tasks meet this condition. */
  private long firstMoment(Predicate<Count> what) {
    var moments = new TreeSet<Long>();
    for (long end : ends) {
      moments.add(end);
    }
    moments.remove(NEVER);
    for (long moment : moments) {
      var settled = new TreeMap<Integer, String>();
      for (int i = 0; i < ends.length; i++) {
        if (ends[i] <= moment) {
          settled.put(i, outcomes[i]);
        }
      }
      if (what.test(new Count(plan, settled))) {
        return moment;
      }
    }
    return NEVER;
  }

  /**
   * An effect that is ready when the join is met may start or not: both happen at the same time.
   */
  boolean isUnsure() {
    for (int i = 0; i < starts.length; i++) {
      if (plan.tasks().get(i).effect() && starts[i] == joined && joined < decision) {
        return true;
      }
    }
    return false;
  }

  long decision() {
    return decision;
  }

  boolean isDecidedByDeadline() {
    return byDeadline;
  }

  long start(int task) {
    return starts[task];
  }

  long end(int task) {
    return ends[task];
  }

  String outcome(int task) {
    return outcomes[task];
  }

  /**
   * The rules of joins.
   *
   * @param settled the words of the outcomes so far
   */
  record Count(RandomPlan plan, Map<Integer, String> settled) {
    static Count of(RandomPlan plan, Report report) {
      var settled = new TreeMap<Integer, String>();
      for (int i = 0; i < plan.tasks().size(); i++) {
        if (!(report.outcome(i) instanceof Outcome.Cancelled)) {
          settled.put(i, report.outcome(i).word());
        }
      }
      return new Count(plan, settled);
    }

    private boolean isOk(int task) {
      return "ok".equals(settled.get(task));
    }

    private boolean hasValue(int task) {
      return isOk(task) || "fallback".equals(settled.get(task));
    }

    private long oks() {
      return plan.joined().stream().filter(this::isOk).count();
    }

    private long open() {
      return plan.joined().stream().filter(task -> !settled.containsKey(task)).count();
    }

    private boolean areRequiredMet() {
      for (int i = 0; i < plan.tasks().size(); i++) {
        if (plan.tasks().get(i).required() && !hasValue(i)) {
          return false;
        }
      }
      return true;
    }

    boolean isMet() {
      return settled.keySet().containsAll(plan.awaited()) && isMetAtLast();
    }

    boolean isMetAtLast() {
      boolean joined =
          switch (plan.join()) {
            case Join.All all -> open() == 0;
            case Join.First(int n) -> oks() >= n;
            case Join.Quorum(int n) -> open() == 0 && oks() >= n;
            case Join.Settled(int n) -> plan.joined().size() - open() >= n;
            case Join.Until until -> plan.until().stream().allMatch(this::isOk);
          };
      return joined && areRequiredMet();
    }

    boolean isUnmet() {
      for (int i = 0; i < plan.tasks().size(); i++) {
        if (isRequiredAndUnmet(i)) {
          return true;
        }
      }
      return isOutOfReach();
    }

    boolean isUnmetBy(int task) {
      return isRequiredAndUnmet(task) || (settled.containsKey(task) && isOutOfReach());
    }

    private boolean isRequiredAndUnmet(int task) {
      return plan.tasks().get(task).required() && settled.containsKey(task) && !hasValue(task);
    }

    private boolean isOutOfReach() {
      return switch (plan.join()) {
        case Join.All all -> false;
        case Join.First(int n) -> oks() + open() < n;
        case Join.Quorum(int n) -> oks() + open() < n;
        case Join.Settled settled -> false;
        case Join.Until until -> open() == 0 && !plan.until().stream().allMatch(this::isOk);
      };
    }
  }
}
