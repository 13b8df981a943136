package dev.joinall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  /** Surrogate pairs at every position around the end of a parser's buffer. */
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
