package dev.joinall.testing;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Measures the CPU time of pieces of work in a warm process, on one thread, so that other load
 * matters little. For tests that are run by hand.
 */
public final class CpuTime {
  private static final int WARM_UP = Integer.getInteger("bench.warm", 40);
  private static final int RUNS = Integer.getInteger("bench.runs", 5);

  /** In milliseconds; faster work is run at most twice. */
  private static final double WORTH_WHILE = Integer.getInteger("bench.over", 8);

  private final List<Case> cases = new ArrayList<>();

  private record Case(String name, Supplier<Supplier<Said>> made) {}

  /**
   * The result of a piece of work.
   *
   * @param counted elements that were charged for it
   */
  public record Said(String end, long counted) {}

  private record Line(String name, double median, double most, Said said) {
    /** Nanoseconds per counted element. */
    double each() {
      return median * 1e6 / Math.max(1, said.counted);
    }
  }

  /**
   * Adds a piece of work, which runs several times.
   *
   * @param made creates the work of one run, outside of the measurement
   */
  public void add(String name, Supplier<Supplier<Said>> made) {
    cases.add(new Case(name, made));
  }

  /** Runs all, and prints the slowest first: by time, and by time per counted element. */
  public void print(String title) {
    List<Line> lines = new ArrayList<>();
    for (Case it : cases) {
      if (run(it, 1, 1).median > WORTH_WHILE) {
        lines.add(run(it, WARM_UP, RUNS));
        print(
            lines.subList(lines.size() - 1, lines.size()),
            Comparator.comparingDouble(Line::median));
      }
    }
    System.out.println(title + ": median and most of " + RUNS + " in ms of CPU, ns an element");
    print(lines, Comparator.comparingDouble(Line::median));
    System.out.println(title + ", by what an element took");
    print(
        lines.stream().filter(it -> it.said.counted > 50_000).toList(),
        Comparator.comparingDouble(Line::each));
  }

  private static void print(List<Line> lines, Comparator<Line> order) {
    lines.stream()
        .sorted(order.reversed())
        .limit(Integer.getInteger("bench.lines", 60))
        .forEach(it ->
            System.out.printf(
                Locale.ROOT,
                "%7.1f %7.1f %6.1f  %-8s %,11d  %s%n",
                it.median,
                it.most,
                it.each(),
                it.said.end,
                it.said.counted,
                it.name));
  }

  private static Line run(Case it, int warmUp, int runs) {
    for (int i = 0; i < warmUp; i++) {
      var _ = it.made.get().get();
    }
    double[] millis = new double[runs];
    Said said = new Said("", 0);
    for (int i = 0; i < runs; i++) {
      Supplier<Said> work = it.made.get();
      long before = now();
      said = work.get();
      millis[i] = (now() - before) / 1e6;
    }
    Arrays.sort(millis);
    return new Line(it.name, millis[runs / 2], millis[runs - 1], said);
  }

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
