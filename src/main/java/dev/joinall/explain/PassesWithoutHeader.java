package dev.joinall.explain;

import dev.joinall.config.InputConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RefuseConfig;
import dev.joinall.config.Tree;
import java.util.regex.Pattern;

/**
 * Warns of a refusal by the value of a header that a client may omit: without it the value is null,
 * which equals no text, so the request passes.
 */
final class PassesWithoutHeader implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    for (RefuseConfig refusal : explanation.config().refusals()) {
      explanation.config().input().header().values().stream()
          .filter(it -> !it.required() && it.defaultValue().isEmpty())
          .filter(it -> passes(it, refusal.when()))
          .findFirst()
          .ifPresent(it ->
              found.add(
                  refusal.when(),
                  "a request without the header " + it.name() + " passes this refusal",
                  "write required: true at the header, or add "
                      + read(it.name())
                      + " == null || ... or "
                      + read(it.name())
                      + " != null && ..."));
    }
  }

  private static String read(String header) {
    return header.matches("[A-Za-z_]\\w*") ? "header." + header : "header[\"" + header + "\"]";
  }

  private static boolean passes(InputConfig.Parameter header, Tree when) {
    if (!(when instanceof Tree.Scalar scalar)) {
      return false;
    }
    String name = Pattern.quote(header.name());
    String read = "header(?:\\." + name + "\\b|\\[\\s*[\"']" + name + "[\"']\\s*])";
    boolean compared =
        Pattern.compile(read + "\\s*(?:==\\s*[\"']|in\\b)|[\"']\\s*==\\s*" + read)
            .matcher(scalar.text())
            .find();
    boolean tested =
        Pattern.compile(read + "\\s*[!=]=\\s*null|has\\(\\s*" + read).matcher(scalar.text()).find();
    return compared && !tested;
  }
}
