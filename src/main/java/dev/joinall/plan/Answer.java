package dev.joinall.plan;

import dev.joinall.config.RespondConfig;
import dev.joinall.template.Template;
import java.util.Map;
import java.util.Optional;

/**
 * How the answer is made.
 *
 * @param status 200 where empty
 * @param body the tasks by name where empty
 */
public record Answer(
    Optional<Template> status,
    Map<String, Template> headers,
    Optional<Template> body,
    RespondConfig.Errors errors) {
  public Answer {
    headers = Map.copyOf(headers);
  }
}
