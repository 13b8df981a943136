package dev.joinall.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the script for command completion in a shell. */
@Command(
    name = "completion",
    description = "Writes a script for command completion in a shell.",
    customSynopsis = "joinall completion bash|zsh",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "For this shell: source <(joinall completion bash)"})
final class CompletionCommand implements Runnable {
  @Parameters(paramLabel = "SHELL", description = "bash or zsh; the script is the same for both.")
  private Shell shell = Shell.bash;

  @Spec private @Nullable CommandSpec spec;

  private enum Shell {
    bash,
    zsh
  }

  /** In zsh the script enables its support for bash completions. */
  @Override
  public void run() {
    CommandLine ours = Objects.requireNonNull(spec).commandLine();
    CommandLine joinall = ours.getParent();
    ours.getOut()
        .println(
            switch (shell) {
              case bash, zsh -> AutoComplete.bash(joinall.getCommandName(), joinall);
            });
  }
}
