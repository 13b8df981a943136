package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.RouteConfig;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The summary, description and tags of an operation. */
final class RouteText {
  private RouteText() {}

  static Map<String, Object> of(String id, AggregationConfig config, RouteConfig route, Plan plan) {
    Map<String, Object> text =
        JsonMaps.map(
            "operationId", id,
            "summary", config.summary().orElseGet(() -> Titles.sentence(plan.name())),
            "description",
                config
                    .description()
                    .map(it -> it.strip() + "\n\n" + limits(plan) + "\n")
                    .orElse(limits(plan)));
    return JsonMaps.with(text, "tags", tags(route));
  }

  private static String limits(Plan plan) {
    List<String> required =
        plan.tasks().stream().filter(Task::required).map(it -> "`" + it.name() + "`").toList();
    String deadline = "The deadline is " + time(plan.deadline()) + ".";
    return required.isEmpty()
        ? deadline
        : deadline + " There is no answer without " + String.join(", ", required) + ".";
  }

  private static String time(Duration time) {
    return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** The first segment of the path, which groups routes. */
  static List<String> tags(RouteConfig route) {
    return route.segments().getFirst() instanceof RouteConfig.Fixed(String text) && !text.isEmpty()
        ? List.of(text)
        : List.of();
  }
}
