package dev.joinall.cli;

import dev.joinall.plan.Inputs.In;
import dev.joinall.run.Report;
import dev.joinall.web.DirectCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one aggregation, and shows its result. */
@Command(
    name = "call",
    description = "Runs one aggregation with its real backends, and shows the result.",
    customSynopsis =
        "joinall call NAME [--path|--query|--header NAME=VALUE]... [--body JSON] [--strict]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Prints the response to the standard output, and the times and outcomes of the tasks to the",
      "error stream. Needs no server and no route. Effects happen: a mail is sent. The process",
      "starts cold, so tasks with short timeouts may time out.",
      "",
      "For example",
      "  joinall call product-page --path sku=SKU-0001",
      "  joinall call search --query q=lamp --query q=desk | jq .hits",
      "  joinall call place-order --body @order.json",
      "",
      "Exit status: 0 the join is met, 1 it is not (with --strict: or the answer is incomplete),",
      "2 invalid command, file or input."
    })
final class CallCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  @Mixin private final ConfigOption config;

  @Parameters(paramLabel = "NAME", description = "The aggregation.")
  private String name = "";

  @Option(
      names = "--path",
      paramLabel = "NAME=VALUE",
      description = "A path variable, not percent-encoded.")
  private List<String> path = List.of();

  @Option(
      names = "--query",
      paramLabel = "NAME=VALUE",
      description = "A query parameter. For a list, repeat the option.")
  private List<String> query = List.of();

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header.")
  private List<String> header = List.of();

  @Option(
      names = "--body",
      paramLabel = "JSON",
      description = "The body; @FILE reads a file, - reads the standard input.")
  private @Nullable String body;

  @Option(names = "--strict", description = "Exits with 1 if the answer is incomplete.")
  private boolean strict;

  CallCommand(Commands commands, Map<String, String> environment) {
    this.environment = environment;
    this.config = new ConfigOption(commands, environment);
  }

  @Override
  public Integer call() {
    CommandLine command = config.command();
    var callArguments =
        new CallArguments(
            name,
            Map.of(In.PATH, path, In.QUERY, query, In.HEADER, header),
            Optional.ofNullable(body),
            command);
    DirectCall.Answer answer = config.commands().call(config.file(), callArguments::of);
    command.getOut().println(answer.body());
    command.getOut().flush();
    answer
        .report()
        .ifPresent(it ->
            RunText.lines(answer.status(), it, Terminal.err(environment))
                .forEach(command.getErr()::println));
    return status(answer);
  }

  private int status(DirectCall.Answer answer) {
    if (answer.report().isEmpty()) {
      return CommandLine.ExitCode.USAGE;
    }
    boolean complete = answer.report().filter(Report::isComplete).isPresent();
    return answer.isMet() && (complete || !strict)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }
}
