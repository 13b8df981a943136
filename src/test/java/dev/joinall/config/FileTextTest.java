package dev.joinall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileTextTest {
  private static final Path FILE = Path.of("/etc/joinall/joinall.yaml");

  static Stream<IOException> denied() {
    return Stream.of(
        new AccessDeniedException(FILE.toString()),
        new FileNotFoundException(FILE + " (Permission denied)"));
  }

  /** Of the folder, and of the file itself. */
  @ParameterizedTest
  @MethodSource("denied")
  void aDeniedAccessIsNamed(IOException denied) {
    assertThat(FileText.unreadable(FILE, denied))
        .hasMessageStartingWith("The file " + FILE + " can't be read: permission denied.")
        .hasMessageContaining(System.getProperty("user.name"));
  }

  @Test
  void anotherReasonIsReportedUnchanged() {
    assertThat(FileText.unreadable(FILE, new IOException("Input/output error")))
        .hasMessage("The file " + FILE + " can't be read: Input/output error");
  }
}
