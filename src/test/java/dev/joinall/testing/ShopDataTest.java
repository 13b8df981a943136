package dev.joinall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopDataTest {
  @Test
  void theDataIsWhatTheGeneratorWrites(@TempDir Path generated) throws Exception {
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ShopData.directory().resolve("Generate.java").toString(),
                generated.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(exit).isZero();
    assertThat(names(generated)).isEqualTo(names(ShopData.data()));
    for (String name : names(generated)) {
      assertThat(Files.mismatch(generated.resolve(name), ShopData.data(name)))
          .as(name)
          .isEqualTo(-1);
    }
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
