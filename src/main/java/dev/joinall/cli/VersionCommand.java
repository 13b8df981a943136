package dev.joinall.cli;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the version of this program, and of its runtime. */
@Command(
    name = "version",
    description = "Shows the version.",
    customSynopsis = "joinall version",
    optionListHeading = "%nOptions:%n")
final class VersionCommand implements Runnable, IVersionProvider {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().getOut().println(version());
  }

  @Override
  public String[] getVersion() {
    return new String[] {version()};
  }

  /** The version in the manifest of the jar; classes in a folder have none. */
  private static String version() {
    String ours =
        Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return "joinall %s, Java %s, %s %s"
        .formatted(
            ours, Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"));
  }
}
