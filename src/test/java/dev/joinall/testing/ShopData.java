package dev.joinall.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the example shop. */
public final class ShopData {
  private static final Path SHOP = Path.of("examples", "shop");

  private ShopData() {}

  /** The folder {@code examples/shop}, found from the working directory or a folder above it. */
  public static Path directory() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(SHOP))) {
        return folder.resolve(SHOP);
      }
    }
    throw new IllegalStateException("No " + SHOP + " in " + start + " or above it");
  }

  /** The shop's backends and aggregations. */
  public static Path config() {
    return directory().resolve("joinall.yaml");
  }

  /** The folder of the generated documents. */
  public static Path data() {
    return directory().resolve("data");
  }

  /** A file of generated documents, for example {@code products.jsonl}. */
  public static Path data(String file) {
    return data().resolve(file);
  }
}
