package dev.joinall.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Reads one file, up to a limit, and decodes its blocks. PEM is ASCII; other bytes may only be in
 * the text between its blocks. Blocks.
 */
final class PemFile {
  /** A bundle of all public CAs has about 250 KB. */
  private static final int MAX_BYTES = 4 << 20;

  private PemFile() {}

  /**
   * @param shown the file for the message
   */
  static String read(Path file, String shown) throws UnusableTlsException {
    if (!Files.isReadable(file) && Files.exists(file)) {
      throw denied(shown);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UnusableTlsException(shown + " is no regular file", "name a file in PEM");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableTlsException(shown + " has more than " + (MAX_BYTES >> 20) + " MB", "");
      }
      return new String(bytes, ISO_8859_1);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new UnusableTlsException(
          "there is no file " + shown, "a path is relative to the folder of the configuration");
    } catch (AccessDeniedException e) {
      throw denied(shown);
    } catch (IOException e) {
      throw new UnusableTlsException(shown + " can't be read: " + e.getClass().getSimpleName(), "");
    }
  }

  /**
   * Decodes the content of a block.
   *
   * @throws IllegalArgumentException if it is not valid base64
   */
  static byte[] decode(String text) {
    return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
  }

  private static UnusableTlsException denied(String shown) {
    return new UnusableTlsException(
        shown + " can't be read: permission denied",
        "the user of this process, "
            + System.getProperty("user.name")
            + ", has to be allowed to read it and to enter its folder");
  }
}
