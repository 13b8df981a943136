package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The charsets of content. They are loaded with this class, because loading one reads files of the
 * JVM, which must not happen on an event loop. Thread-safe.
 */
final class Charsets {
  private static final List<String> READ =
      List.of(
          "UTF-8",
          "US-ASCII",
          "ISO-8859-1",
          "ISO-8859-2",
          "ISO-8859-5",
          "ISO-8859-7",
          "ISO-8859-9",
          "ISO-8859-15",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "windows-1257",
          "KOI8-R",
          "KOI8-U",
          "UTF-16",
          "UTF-16BE",
          "UTF-16LE",
          "UTF-32",
          "Shift_JIS",
          "EUC-JP",
          "ISO-2022-JP",
          "EUC-KR",
          "Big5",
          "GBK",
          "GB2312",
          "GB18030",
          "TIS-620");

  private static final Map<String, Charset> BY_NAME = load();

  private Charsets() {}

  private static Map<String, Charset> load() {
    Map<String, Charset> all = new HashMap<>();
    for (String name : READ) {
      if (Charset.isSupported(name)) {
        Charset charset = Charset.forName(name);
        var _ = charset.decode(ByteBuffer.wrap(new byte[] {'a'})); // loads its tables
        all.put(lower(name), charset);
        charset.aliases().forEach(alias -> all.put(lower(alias), charset));
      }
    }
    return Map.copyOf(all);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Initializes this class. */
  static void prepare() {
    var _ = BY_NAME.size();
  }

  static Charset named(String name) {
    Charset charset = BY_NAME.get(lower(name));
    if (charset == null) {
      throw new StepException(Fault.Type.MALFORMED, "an unknown charset");
    }
    return charset;
  }

  /** The charset of a byte order mark. On the web, only UTF-8 and UTF-16 have one. */
  static Optional<Charset> ofMark(byte[] bytes, int length) {
    int mark = markLength(bytes, length);
    return mark == 0
        ? Optional.empty()
        : Optional.of(
            named(mark == 3 ? "utf-8" : bytes[0] == (byte) 0xFE ? "utf-16be" : "utf-16le"));
  }

  /** The number of bytes of a byte order mark; 0 if there is none. */
  static int markLength(byte[] bytes, int length) {
    if (length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      return 3;
    }
    boolean sixteen =
        length >= 2
            && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    return sixteen ? 2 : 0;
  }

  /** Fails if the bytes are not valid in this charset. */
  static String decode(byte[] bytes, int from, int length, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, length - from)).toString();
    } catch (CharacterCodingException e) {
      throw new StepException(Fault.Type.MALFORMED, "not valid " + charset.name());
    }
  }
}
