package dev.joinall.tls;

import dev.joinall.config.Problems;
import dev.joinall.config.TlsConfig;
import java.util.Optional;

/** Reads the files of {@code tls}. Blocks. */
public final class TlsFiles {
  private TlsFiles() {}

  /** The texts of the files. */
  record Content(Optional<String> ca, Optional<String> cert, Optional<String> key) {}

  /**
   * Reports each file that can't be read or used, and a key that does not belong to the
   * certificate.
   */
  public static void check(TlsConfig declared, Problems problems) {
    var _ = TlsMaterial.of(declared, read(declared, problems), problems);
  }

  /** Reads the files, and reports those that can't be read. */
  static Content read(TlsConfig declared, Problems problems) {
    return new Content(
        read(declared.ca(), problems),
        read(declared.cert(), problems),
        read(declared.key(), problems));
  }

  private static Optional<String> read(Optional<TlsConfig.File> file, Problems problems) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PemFile.read(file.get().path(), file.get().shown()));
    } catch (UnusableTlsException e) {
      problems.add(file.get().where(), e.message(), e.hint());
      return Optional.empty();
    }
  }
}
