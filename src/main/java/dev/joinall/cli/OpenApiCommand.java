package dev.joinall.cli;

import dev.joinall.openapi.OpenApi;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the OpenAPI document of a file. */
@Command(
    name = "openapi",
    description = "Writes the OpenAPI 3.1 document of the file's routes, without any connection.",
    customSynopsis = "joinall openapi [--config FILE] [--format yaml|json]",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Types come from input and from the schema of tasks; title, version and licence from info",
      "in the file. A server publishes the same document at /openapi.yaml, and as HTML at /docs.",
      "",
      "For example: joinall openapi > openapi.yaml"
    })
final class OpenApiCommand implements Runnable {
  @Mixin private final ConfigOption config;

  @Option(names = "--format", paramLabel = "FORMAT", description = "yaml (default) or json.")
  private Form format = Form.yaml;

  private enum Form {
    yaml,
    json
  }

  OpenApiCommand(Commands commands, Map<String, String> environment) {
    this.config = new ConfigOption(commands, environment);
  }

  @Override
  public void run() {
    OpenApi openApi = config.commands().openApi(config.file());
    config
        .command()
        .getOut()
        .println(
            switch (format) {
              case yaml -> openApi.yaml().stripTrailing();
              case json -> openApi.document().toString();
            });
  }
}
