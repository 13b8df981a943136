package dev.joinall.explain;

import java.util.List;

/** The connections of all replicas as text. */
public final class SizingText {
  private static final int MAX_NAME = 24;
  private static final int MAX_KIND = 12;

  private SizingText() {}

  /** One line for each backend; warnings are not included. */
  public static String of(Sizing sizing) {
    var page = new Page();
    if (sizing.backends().isEmpty()) {
      return page.line("no connections: there is no backend").toString();
    }
    page.line("connections of " + sizing.replicasText());
    List<String> names = sizing.backends().stream().map(it -> it.backend().name()).toList();
    int name = Page.width(names, MAX_NAME);
    int kind =
        Page.width(sizing.backends().stream().map(it -> it.backend().kind()).toList(), MAX_KIND);
    for (Sizing.Connections it : sizing.backends()) {
      page.line(
          "  %s  %s %8d each %9d in all%s"
              .formatted(
                  Page.fit(it.backend().name(), name),
                  Page.fit(it.backend().kind(), kind),
                  it.each(),
                  it.all(),
                  accepted(it)));
    }
    return page.toString();
  }

  private static String accepted(Sizing.Connections of) {
    if (of.backend().maxConnections().isEmpty()) {
      return "";
    }
    int accepted = of.backend().maxConnections().getAsInt();
    return ", " + (of.tooMany() ? "too many for " : "of ") + accepted;
  }
}
