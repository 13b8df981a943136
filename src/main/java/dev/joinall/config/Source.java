package dev.joinall.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The text of a file, and its name in problems. */
public record Source(String name, String text) {
  /** Limit of problems in the report; the rest is only counted. */
  private static final int MAX_REPORTED = 100;

  private static final List<String> PIPES = List.of("/dev", "/proc");

  /** SHA-256 of the text as UTF-8, in 64 hex digits, like {@code sha256sum}. */
  public String digest() {
    return HexFormat.of().formatHex(Sha256.of(text.getBytes(UTF_8)));
  }

  /** The base of relative paths in the file: its folder, or for a pipe the working directory. */
  Path folder() {
    Path file = Path.of(name).toAbsolutePath();
    Path folder = file.getParent();
    return folder == null || PIPES.stream().anyMatch(file::startsWith)
        ? Path.of("").toAbsolutePath()
        : folder;
  }

  /** A report for display: position, path, the line with a mark under it, a hint. */
  public String explain(List<Problem> problems) {
    var out = new StringBuilder();
    String prefix = problems.size() == Problems.MAX_PROBLEMS ? "at least " : "";
    out.append(name).append(" has ").append(prefix).append(count(problems.size())).append('\n');
    List<String> lines = text.lines().toList();
    Map<String, String> hidden = new HashMap<>();
    problems.stream().limit(MAX_REPORTED).forEach(it -> explain(it, lines, hidden, out));
    if (problems.size() > MAX_REPORTED) {
      out.append("\nand ").append(count(problems.size() - MAX_REPORTED)).append(" more\n");
    }
    return out.toString();
  }

  private static String count(int problems) {
    return problems == 1 ? "1 problem" : problems + " problems";
  }

  private void explain(
      Problem problem, List<String> lines, Map<String, String> hidden, StringBuilder out) {
    Position at = problem.at();
    out.append("\n%s:%d:%d".formatted(name, at.line(), at.column()));
    if (!problem.path().isEmpty()) {
      out.append("  ").append(problem.path());
    }
    out.append("\n  ").append(problem.message()).append('\n');
    if (at.line() <= lines.size()) {
      String number = "%5d | ".formatted(at.line());
      String line =
          hidden.computeIfAbsent(
              lines.get(at.line() - 1), it -> Secrets.hidden(it, problem.path()));
      var excerpt = Excerpt.of(line, at.column());
      out.append(number).append(excerpt.text()).append('\n');
      out.append(" ".repeat(number.length() - 2)).append("| ");
      out.append(" ".repeat(excerpt.mark())).append("^\n");
    }
    if (!problem.hint().isEmpty()) {
      out.append("  hint: ").append(problem.hint()).append('\n');
    }
  }
}
