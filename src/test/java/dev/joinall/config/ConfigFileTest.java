package dev.joinall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  /** Characters of two {@code char}s, at every place around the ends of a parser's buffers. */
  @Test
  void readsACharacterWhereverItStands() {
    for (int before = 900; before < 2_200; before++) {
      String yaml = "#" + "x".repeat(before) + "\n\ud83d\ude00\ud83d\ude00: 1";
      var problems = new Problems();
      ConfigFile.read(new Source("test", yaml), Map.of(), (tree, p) -> tree, problems);
      assertThat(problems.all())
          .anySatisfy(it -> assertThat(it.message()).contains("\ud83d\ude00\ud83d\ude00"));
    }
  }
}
