package dev.joinall.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The secrets of a directory: each file is a secret with the name of the file, as Docker and
 * Kubernetes mount them.
 */
public final class SecretFiles {
  /** The environment variable that names the directory. */
  public static final String VARIABLE = "JOINALL_SECRETS";

  private static final int MAX_FILES = 1_000;
  private static final int MAX_BYTES = 1 << 20;

  private SecretFiles() {}

  /** The directory, if the variable is set. */
  public static Optional<Path> folder(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE)).filter(it -> !it.isBlank()).map(Path::of);
  }

  /**
   * Reads all secrets. Skips files whose names begin with a dot, because Kubernetes keeps internal
   * versions there. Blocks.
   *
   * @throws ConfigException if the directory or a file can't be read
   */
  public static Map<String, String> read(Map<String, String> environment) {
    Optional<Path> folder = folder(environment);
    return folder.isEmpty() ? Map.of() : read(folder.get());
  }

  private static Map<String, String> read(Path folder) {
    Map<String, String> secrets = new TreeMap<>();
    for (Path file : files(folder)) {
      secrets.put(file.getFileName().toString(), text(file));
    }
    return Map.copyOf(secrets);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(it -> !it.getFileName().toString().startsWith("."))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (files.size() > MAX_FILES) {
        throw new ConfigException(
            "%s has more than %d files.\n  hint: %s names the directory of the secrets"
                .formatted(folder, MAX_FILES, VARIABLE));
      }
      return files;
    } catch (IOException e) {
      throw new ConfigException(
          "The secrets in %s can't be read.\n  hint: %s names a directory with a file for each"
              .formatted(folder, VARIABLE));
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " has more than 1 MB, which no secret has.");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException("The secret " + file + " is no text in UTF-8.");
    } catch (IOException e) {
      throw new ConfigException("The secret " + file + " can't be read.");
    }
  }

  /** A hash of all secrets, which changes with them and does not reveal them. */
  public static byte[] digest(Map<String, String> environment) {
    MessageDigest sha = Sha256.begin();
    new TreeMap<>(read(environment))
        .forEach((name, value) ->
            sha.update(
                "%d:%s%d:%s"
                    .formatted(name.length(), name, value.length(), value)
                    .getBytes(UTF_8)));
    return sha.digest();
  }
}
