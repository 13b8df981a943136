package dev.joinall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The limit of client connections for a given limit of open files. */
class OpenFilesTest {
  @Test
  void allThatAreWantedIfHalfOfTheFreeFilesAreEnough() {
    assertThat(new OpenFiles(100, 20_100).forClients(10_000)).isEqualTo(10_000);
    assertThat(new OpenFiles(0, Long.MAX_VALUE).forClients(8192)).isEqualTo(8192);
  }

  @Test
  void otherwiseHalfOfTheFreeFiles() {
    assertThat(new OpenFiles(56, 256).forClients(8192)).isEqualTo(100);
  }

  @Test
  void atLeastOne() {
    assertThat(new OpenFiles(256, 256).forClients(8192)).isEqualTo(1);
  }
}
