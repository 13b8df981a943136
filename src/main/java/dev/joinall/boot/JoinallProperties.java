package dev.joinall.boot;

import dev.joinall.backend.ProxyVariables;
import dev.joinall.config.ConfigException;
import dev.joinall.edge.AnswerHeaders;
import dev.joinall.edge.Limits;
import dev.joinall.openapi.OpenApi;
import dev.joinall.ops.LogSettings;
import dev.joinall.ops.WatchdogSettings;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of this process, under {@code joinall}. Their defaults are in application.yaml.
 *
 * @param openapi the documents of the file
 * @param limits the limits on clients of this process
 * @param shutdown the times of the shutdown
 * @param log the run log
 * @param watchdog the watchdog of the event loops
 * @param dns the resolution of backends' host names
 * @param proxy the proxy for HTTP backends
 * @param tracing which headers of the client are passed on
 * @param cache the memory of the cache
 * @param headers the headers of every answer
 */
public record JoinallProperties(
    Documents openapi,
    Limits limits,
    Shutdown shutdown,
    LogSettings log,
    WatchdogSettings watchdog,
    Dns dns,
    Proxy proxy,
    Propagation tracing,
    CacheMemory cache,
    AnswerHeaders headers) {
  static final String PREFIX = "joinall";

  /**
   * The documents of the file.
   *
   * @param enabled whether they are served beside its routes
   * @param server the address of the routes for clients: a path, or a URL
   */
  record Documents(boolean enabled, String server) {
    private static final String VARIABLE = "JOINALL_OPENAPI_SERVER";
    private static final Pattern ADDRESS = Pattern.compile("(https?://[^/?#\\s]+)?(/[^?#\\s]*)?");

    Documents {
      if (server.isEmpty() || !ADDRESS.matcher(server).matches()) {
        throw new IllegalArgumentException("server has to be a path such as /api, or a URL");
      }
    }

    /** The documents of a command, which reads no other settings. */
    static Documents of(Map<String, String> environment) {
      String server = environment.getOrDefault(VARIABLE, OpenApi.ROOT);
      try {
        return new Documents(true, server);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "%s can't be \"%s\": %s.".formatted(VARIABLE, server, e.getMessage()), e);
      }
    }
  }

  /**
   * The client's headers that are passed on besides its trace.
   *
   * @param baggage whether {@code baggage} is passed on
   */
  record Propagation(boolean baggage) {}

  /**
   * The cache of the values of tasks.
   *
   * @param memoryPercent the share of the heap that its values and keys may hold
   */
  record CacheMemory(int memoryPercent) {
    private static final int MAX = 60;

    CacheMemory {
      if (memoryPercent < 1 || memoryPercent > MAX) {
        throw new IllegalArgumentException("memory-percent has to be from 1 to " + MAX);
      }
    }
  }

  /**
   * The resolution of backends' host names.
   *
   * @param maxTtl the maximum time for which an answer of DNS is cached
   */
  record Dns(Duration maxTtl) {
    private static final Duration MAX = Duration.ofDays(1);

    Dns {
      if (maxTtl.compareTo(Duration.ofSeconds(1)) < 0 || maxTtl.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("max-ttl has to be a time from 1s to 1d");
      }
    }
  }

  /**
   * The proxy for HTTP backends that declare none.
   *
   * @param fromEnvironment whether the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY name it
   */
  record Proxy(boolean fromEnvironment) {
    private static final String VARIABLE = "JOINALL_PROXY_FROM_ENVIRONMENT";

    /** The same for a command, which reads no other settings. */
    static Proxy of(Map<String, String> environment) {
      String written = environment.getOrDefault(VARIABLE, "false");
      if (!written.equals("true") && !written.equals("false")) {
        throw new ConfigException(VARIABLE + " is true or false, and nothing else.");
      }
      return new Proxy(written.equals("true"));
    }

    ProxyVariables in(Map<String, String> environment) {
      return fromEnvironment ? ProxyVariables.of(environment) : ProxyVariables.NONE;
    }
  }

  /**
   * The times of the shutdown.
   *
   * @param pause the time from "not ready" until no new connections are accepted
   * @param grace the time for the requests in flight after that
   */
  record Shutdown(Duration pause, Duration grace) {
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    Shutdown {
      atMost(pause, "pause");
      atMost(grace, "grace");
    }

    private static void atMost(Duration given, String name) {
      if (given.isNegative() || given.compareTo(MAX_DURATION) > 0) {
        throw new IllegalArgumentException(name + " has to be a time from 0s to 1h");
      }
    }
  }
}
