package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Decodes the content codings of a response (RFC 9110, 8.4) that is compressed although the request
 * did not accept it.
 *
 * @param max bytes after each step
 */
record ContentCodings(int max) {
  private static final int MAX_CODINGS = 3;
  private static final int BUFFER = 8 << 10;

  /**
   * Returns the decoded content.
   *
   * @param codings the values of {@code Content-Encoding}, in the order in which they were applied
   */
  byte[] decoded(byte[] bytes, int length, List<String> codings) {
    List<String> names =
        List.of(String.join(",", codings).split(",")).stream()
            .map(it -> it.strip().toLowerCase(Locale.ROOT))
            .filter(it -> !it.isEmpty() && !it.equals("identity"))
            .toList();
    if (names.size() > MAX_CODINGS) {
      throw malformed("more than " + MAX_CODINGS + " content codings");
    }
    byte[] content = bytes;
    int end = length;
    for (String name : names.reversed()) {
      content = decoded(content, end, name);
      end = content.length;
    }
    return end == content.length ? content : Arrays.copyOf(content, end);
  }

  private byte[] decoded(byte[] bytes, int length, String coding) {
    return switch (coding) {
      case "gzip", "x-gzip" -> read(bytes, length, GZIPInputStream::new);
      case "deflate" ->
          read(
              bytes, length, it -> new InflaterInputStream(it, new Inflater(isRaw(bytes, length))));
      default -> throw malformed("an unknown content coding");
    };
  }

  /**
   * Whether the zlib header is missing: some servers omit it, although RFC 9110 (8.4.1.2) requires
   * it.
   */
  private static boolean isRaw(byte[] bytes, int length) {
    int header = length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    return (bytes[0] & 0x0F) != 8 || header % 31 != 0;
  }

  private interface Opening {
    InputStream open(InputStream compressed) throws IOException;
  }

  private byte[] read(byte[] bytes, int length, Opening opening) {
    if (length == 0) {
      return new byte[0];
    }
    try (InputStream in = opening.open(new ByteArrayInputStream(bytes, 0, length))) {
      var out = new ByteArrayOutputStream(Math.min(max, length * 2));
      var buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (out.size() + read > max) {
          throw new StepException(
              Fault.Type.TOO_LARGE, "the answer has more than " + max + " bytes");
        }
        out.write(buffer, 0, read);
      }
      return out.toByteArray();
    } catch (EOFException e) {
      throw malformed("the answer was truncated");
    } catch (IOException e) {
      throw malformed("the content does not match its coding");
    }
  }

  private static StepException malformed(String detail) {
    return new StepException(Fault.Type.MALFORMED, detail);
  }
}
