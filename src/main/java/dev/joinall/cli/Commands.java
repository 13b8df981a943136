package dev.joinall.cli;

import dev.joinall.config.ConfigException;
import dev.joinall.explain.Explained;
import dev.joinall.openapi.OpenApi;
import dev.joinall.plan.Plan;
import dev.joinall.web.DirectCall;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What the commands do. */
public interface Commands {
  /**
   * Serves, and returns when it has begun to.
   *
   * @param settings of Spring Boot, such as {@code --server.port=9090}
   * @return false where it could not begin; the log has said why
   * @throws ConfigException where the file can't be served
   */
  boolean serve(Path file, List<String> settings);

  /**
   * Reads and plans, and connects to nothing.
   *
   * @throws ConfigException with every problem of the file
   */
  Explained explain(Path file);

  /**
   * The OpenAPI document of a file. Connects to nothing.
   *
   * @throws ConfigException with every problem of the file
   */
  OpenApi openApi(Path file);

  /**
   * Runs one aggregation over its real backends.
   *
   * @param choose the request, knowing all plans; it is called before anything is connected, and
   *     what it throws is thrown here
   * @throws ConfigException with every problem of the file
   */
  DirectCall.Answer call(Path file, Function<List<Plan>, DirectCall.Request> choose);
}
