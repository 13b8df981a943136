package dev.joinall.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a file and the name that problems call it by. */
public record Source(String name, String text) {
  private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^\\s\"'$]+(?=@)");

  /** SHA-256 of the text as UTF-8, in 64 hex digits, as {@code sha256sum} prints it. */
  public String digest() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The problems as a person reads them: place, path, the line with a mark under it, a hint. */
  public String explain(List<Problem> problems) {
    var out = new StringBuilder();
    out.append(name)
        .append(problems.size() == 1 ? " has 1 problem" : " has " + problems.size() + " problems")
        .append('\n');
    List<String> lines = text.lines().toList();
    for (Problem problem : problems) {
      explain(problem, lines, out);
    }
    return out.toString();
  }

  /**
   * Without users and passwords of addresses, but for the names of variables; as long as before,
   * for the mark's sake.
   */
  private static String masked(String line) {
    return CREDENTIALS.matcher(line).replaceAll(found -> "*".repeat(found.group().length()));
  }

  private void explain(Problem problem, List<String> lines, StringBuilder out) {
    Position at = problem.at();
    out.append("\n%s:%d:%d".formatted(name, at.line(), at.column()));
    if (!problem.path().isEmpty()) {
      out.append("  ").append(problem.path());
    }
    out.append("\n  ").append(problem.message()).append('\n');
    if (at.line() <= lines.size()) {
      String number = "%5d | ".formatted(at.line());
      out.append(number).append(masked(lines.get(at.line() - 1))).append('\n');
      out.append(" ".repeat(number.length() - 2)).append("| ");
      out.append(" ".repeat(at.column() - 1)).append("^\n");
    }
    if (!problem.hint().isEmpty()) {
      out.append("  hint: ").append(problem.hint()).append('\n');
    }
  }
}
