package dev.joinall.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.BackendCall;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.ExpressionTexts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Warns of a member of a task's value that is used like one of its outcome: {@code tasks.a.status
 * == 'failed'}. There is no warning if another part of the aggregation shows that the value may
 * have such a member: a schema, another member that is read, a word that is no outcome, a key of
 * the call.
 */
final class OutcomeOfValue implements Warnings.Check {
  private static final String READ = "\\btasks\\.\\??([a-z]\\w*)\\.\\??";
  private static final String QUOTE = "[\"']";

  /** Words that are unlikely in a value; the next pattern has words that an API may use as well. */
  private static final String OWN_WORD = QUOTE + "(?:absent|skipped|fallback)" + QUOTE;

  private static final String WORD = QUOTE + "(?:ok|failed)" + QUOTE;
  private static final String NUMBER = "[1-5]\\d\\d\\b(?!\\.\\d)";

  /** A member that is read, not a function that is called. */
  private static final Pattern MEMBER = Pattern.compile(READ + "([A-Za-z_]\\w*)\\b(?!\\s*\\()");

  /** A status that is no outcome, or is as likely that of an order. */
  private static final Pattern OTHER_WORD =
      Pattern.compile(
          READ
              + "status\\s*[=!]=\\s*"
              + QUOTE
              + "(?!(?:ok|absent|fallback|skipped|failed)"
              + QUOTE
              + ")");

  private static final Set<String> OUTCOMES =
      Set.of("status", "fault", "code", "headers", "body", "happened");

  /**
   * A use that fits an outcome.
   *
   * @param meant the member of the outcome
   * @param protocol whether only calls of protocols with statuses have it
   */
  private record Use(Pattern pattern, String member, String meant, boolean protocol) {}

  private static final List<Use> USES =
      List.of(
          new Use(compared("status", "[=!]=", OWN_WORD), "status", "status", false),
          new Use(compared("status", "[=!]=", WORD), "status", "status", true),
          new Use(compared("status", "[=!<>]=?", NUMBER), "status", "code", true),
          new Use(compared("code", "[=!<>]=?", NUMBER), "code", "code", true),
          new Use(Pattern.compile(READ + "fault\\b"), "fault", "fault", false),
          new Use(Pattern.compile(READ + "happened\\b"), "happened", "happened", false),
          new Use(Pattern.compile(READ + "headers\\b"), "headers", "headers", true),
          new Use(Pattern.compile(READ + "body\\s*[.\\[]"), "body", "body", true));

  private static Pattern compared(String member, String operator, String with) {
    String read = READ + member + "\\b";
    return Pattern.compile(
        read
            + "\\s*(?:"
            + operator
            + "|in\\s*\\[)\\s*"
            + with
            + "|"
            + with
            + "\\s*"
            + operator
            + "\\s*"
            + read);
  }

  @Override
  public void check(Explanation explanation, Problems found) {
    List<Tree.Scalar> texts = explanation.config().where().scalars().toList();
    Map<String, TaskConfig> tasks = new HashMap<>(explanation.config().tasks());
    tasks.values().removeIf(it -> !isUnknown(it));
    for (Tree.Scalar text : texts) {
      for (String expression : ExpressionTexts.in(text.text()).expressions()) {
        membersIn(expression).forEach(it -> tasks.remove(it));
      }
    }
    texts.forEach(it -> check(it, tasks, found));
  }

  /** Whether the task declares nothing about its value. */
  private static boolean isUnknown(TaskConfig task) {
    return task.schema().isEmpty()
        && task.forEach().isEmpty()
        && task.operation() instanceof BackendCall call
        && !call.streams()
        && isOpen(Json.parse(call.result().schema().getBytes(UTF_8)));
  }

  private static boolean isOpen(Json schema) {
    Json type = schema.get("type");
    return schema.get("properties") == null && (type == null || type.text().equals("object"));
  }

  /** The tasks whose values have other members, as an expression shows. */
  private static Set<String> membersIn(String expression) {
    Set<String> tasks = new TreeSet<>();
    Matcher member = MEMBER.matcher(expression);
    while (member.find()) {
      if (!OUTCOMES.contains(member.group(2))) {
        tasks.add(member.group(1));
      }
    }
    Matcher word = OTHER_WORD.matcher(expression);
    while (word.find()) {
      tasks.add(word.group(1));
    }
    return tasks;
  }

  private static void check(Tree.Scalar text, Map<String, TaskConfig> tasks, Problems found) {
    for (String expression : ExpressionTexts.in(text.text()).expressions()) {
      for (Use use : USES) {
        Matcher matcher = use.pattern().matcher(expression);
        @Nullable TaskConfig task = matcher.find() ? task(matcher, tasks) : null;
        if (task != null && fits(use, task)) {
          found.add(
              text,
              "tasks." + task.name() + "." + use.member() + " is a member of the task's value",
              hint(task.name(), use));
          return;
        }
      }
    }
  }

  private static @Nullable TaskConfig task(Matcher matcher, Map<String, TaskConfig> tasks) {
    @Nullable String first = matcher.group(1);
    return tasks.get(first == null ? matcher.group(2) : first);
  }

  private static boolean fits(Use use, TaskConfig task) {
    boolean hasStatus = ((BackendCall) task.operation()).result().hasStatus();
    return (hasStatus || !use.protocol()) && !isWritten(task.where(), use.member());
  }

  private static String hint(String task, Use use) {
    String meant =
        use.meant().equals("body")
            ? "the body is tasks."
                + task
                + " itself, that of a failed call outcomes."
                + task
                + ".body"
            : "the outcome is in outcomes." + task + "." + use.meant();
    return meant + "; if the value has such a member, declare it by schema: at the task";
  }

  /** Whether the call contains the name, as in a filter; the keys of the operation do not count. */
  private static boolean isWritten(Tree task, String key) {
    return task instanceof Tree.Mapping mapping
        && mapping.entries().values().stream().anyMatch(it -> hasKey(it, key));
  }

  private static boolean hasKey(Tree tree, String key) {
    return switch (tree) {
      case Tree.Scalar _ -> false;
      case Tree.Sequence sequence -> sequence.items().stream().anyMatch(it -> hasKey(it, key));
      case Tree.Mapping mapping ->
          mapping.entries().entrySet().stream()
              .anyMatch(it -> isKey(it.getKey(), key) || hasKey(it.getValue(), key));
    };
  }

  private static boolean isKey(String written, String key) {
    return written.equals(key) || written.startsWith(key + ".") || written.endsWith("." + key);
  }
}
