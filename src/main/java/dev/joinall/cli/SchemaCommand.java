package dev.joinall.cli;

import dev.joinall.backend.Kinds;
import dev.joinall.config.ConfigSchema;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the JSON Schema of the file. */
@Command(
    name = "schema",
    description = "Writes the JSON Schema of joinall.yaml, for completion and help in editors.",
    customSynopsis = "joinall schema",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "For example: joinall schema > joinall.schema.json",
      "and as the first line of joinall.yaml, for editors with a YAML language server:",
      "  # yaml-language-server: $schema=joinall.schema.json",
      "",
      "It covers keys, types and bounds. \"joinall check\" also covers names and expressions."
    })
final class SchemaCommand implements Runnable {
  private final Map<String, String> environment;
  @Spec private @Nullable CommandSpec spec;

  SchemaCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(ConfigSchema.text(Kinds.installed(environment).byName().values()));
    out.flush();
  }
}
