package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recalculates the numbers of docs/sizing.md; DocsTest runs its command. */
class SizingDocTest {
  private static final double HEADROOM = 2;

  private final String page;

  SizingDocTest() throws IOException {
    page = Files.readString(Path.of("docs/sizing.md"));
  }

  /** The rows of the table below a heading, as numbers. */
  private List<double[]> rows(String heading) {
    String section = page.split("(?m)^## " + heading + "$", -1)[1].split("(?m)^## ", -1)[0];
    return section
        .lines()
        .filter(it -> it.matches("\\| \\d.*"))
        .map(it ->
            Arrays.stream(it.substring(1).split("\\|", 0))
                .mapToDouble(cell -> Double.parseDouble(cell.replace("%", "").strip()))
                .toArray())
        .toList();
  }

  private static long up(double exact) {
    return (long) Math.ceil(exact - 1e-9);
  }

  @Test
  void poolsFollowFromLittlesLaw() {
    assertThat(rows("A pool"))
        .hasSize(4)
        .allSatisfy(
            row -> assertThat((long) row[2]).isEqualTo(up(row[0] * row[1] / 1000 * HEADROOM)));
  }

  @Test
  void replicasFollowFromTheirCpu() {
    assertThat(rows("Replicas"))
        .hasSize(4)
        .allSatisfy(row -> {
          double each = row[2] * row[3] / 100;
          assertThat((long) row[4]).isEqualTo(up(row[0] * row[1] / 1e6 / each) + 1);
        });
  }

  @Test
  void theCostOfAnAggregationIsThatOfTheBenchmark() throws IOException {
    String bench = Files.readString(Path.of("bench/README.md"));
    String row =
        bench
            .lines()
            .dropWhile(it -> !it.startsWith("### Three calls"))
            .filter(it -> it.startsWith("| joinall |"))
            .findFirst()
            .orElseThrow();
    long measured = Math.round(Double.parseDouble(row.split("\\|", -1)[3].strip()));

    assertThat(page)
        .contains("| io_uring, warm ([bench](../bench/README.md)) | " + measured + " |");
    assertThat(page)
        .contains("0.5 × 0.6 / 0.000130 = " + (long) (0.5 * 0.6 / 130e-6) + " such")
        .contains((long) (0.5 * 0.6 / 338e-6) + " in its first minutes");
  }
}
