package dev.joinall.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.UnmatchedArgumentException;

/** Serves the routes of the file. An option with a dot in its name is a setting of Spring Boot. */
@Command(
    name = ServeCommand.NAME,
    description = "Serves the routes of the file until SIGTERM or Ctrl-C.",
    customSynopsis = "joinall serve [--config FILE] [--SETTING.NAME=VALUE]...",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Settings are those of Spring Boot, for example",
      "  --server.port=9090              port of the routes, default 8080",
      "  --management.server.port=9091   port of health and metrics, default 8081",
      "",
      "Environment variables:",
      "  JOINALL_CONFIG      the file",
      "  JOINALL_KINDS       folder with jars of more kinds of backends; default ./kinds",
      "  JOINALL_SECRETS     directory of the secrets, a file for each",
      "  JOINALL_RELOAD      off: reload the file on SIGHUP only",
      "  JOINALL_TRANSPORT   io_uring, epoll or nio; default the cheapest available one"
    })
final class ServeCommand implements Callable<Integer> {
  static final String NAME = "serve";

  private static final Pattern SETTING =
      Pattern.compile("--[\\w-]+(\\[\\w+])*\\.[^=]+(=.*)?", Pattern.DOTALL);

  @Mixin private final ConfigOption config;
  @CommandLine.Unmatched private final List<String> settings = new ArrayList<>();

  ServeCommand(Commands commands, Map<String, String> environment) {
    this.config = new ConfigOption(commands, environment);
  }

  @Override
  public Integer call() {
    List<String> unknown = settings.stream().filter(it -> !SETTING.matcher(it).matches()).toList();
    if (!unknown.isEmpty()) {
      throw new UnmatchedArgumentException(config.command(), unknown);
    }
    return config.commands().serve(config.file(), List.copyOf(settings))
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }
}
