package dev.joinall.cli;

import dev.joinall.config.ConfigException;
import dev.joinall.explain.Explained;
import dev.joinall.openapi.OpenApi;
import dev.joinall.plan.Plan;
import dev.joinall.web.DirectCall;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The implementation of the commands. */
public interface Commands {
  /** The same commands with the secrets of this directory. */
  Commands withSecrets(Path folder);

  /**
   * Serves; returns when it has started.
   *
   * @param settings the settings of Spring Boot, such as {@code --server.port=9090}
   * @return false if it could not start; the log has the reason
   * @throws ConfigException if the file is invalid
   */
  boolean serve(Path file, List<String> settings);

  /**
   * Reads and plans a file, without any connection.
   *
   * @throws ConfigException with every problem of the file
   */
  Explained explain(Path file);

  /**
   * The same, after connecting to every backend and checking that it accepts the calls of the file.
   *
   * @throws ConfigException with every problem of the file, of the connections and of the calls
   */
  Explained connect(Path file);

  /**
   * The OpenAPI document of a file, without any connection.
   *
   * @throws ConfigException with every problem of the file
   */
  OpenApi openApi(Path file);

  /**
   * Runs one aggregation over its real backends.
   *
   * @param choose selects the request from all plans. It is called before any connection is made,
   *     and its exceptions are thrown here.
   * @throws ConfigException with every problem of the file
   */
  DirectCall.Answer call(Path file, Function<List<Plan>, DirectCall.Request> choose);
}
