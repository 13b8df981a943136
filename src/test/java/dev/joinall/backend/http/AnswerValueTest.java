package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Marks, charsets and codings of an answer's content, and heads of any size. */
class AnswerValueTest {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final String NAME = "{\"name\":\"Zo\u00eb \u20ac\"}";
  private static final String LATIN = "{\"name\":\"Zo\u00eb\"}";

  private static Hub hub;

  @BeforeAll
  static void open() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void close() {
    hub.close();
  }

  /**
   * One answer.
   *
   * @param as how it is read
   * @param headers each with its line end
   * @param outcome the value, or the word of the fault
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(String name, String as, String headers, byte[] content, String outcome) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(marks(), charsets(), codings(), xml(), heads()).flatMap(it -> it);
  }

  private static Stream<Case> marks() {
    return Stream.of(
        new Case("JSON with a mark", "json", "", joined(MARK, NAME.getBytes(UTF_8)), NAME),
        new Case("text with a mark", "text", "", joined(MARK, "a".getBytes(UTF_8)), "\"a\""),
        new Case("lines with a mark", "ndjson", "", joined(MARK, "1\n2".getBytes(UTF_8)), "[1,2]"),
        new Case("a mark alone", "text", "", MARK, "\"\""),
        new Case("no JSON behind a mark", "json", "", MARK, "malformed"),
        new Case(
            "JSON in UTF-16",
            "json",
            "",
            joined(new byte[] {-2, -1}, NAME.getBytes(UTF_16BE)),
            NAME),
        new Case(
            "text in UTF-16",
            "text",
            type("text/plain"),
            joined(new byte[] {-1, -2}, "\u20ac".getBytes(UTF_16LE)),
            "\"\u20ac\""),
        new Case(
            "a mark counts more than the charset",
            "text",
            type("text/plain; charset=iso-8859-1"),
            joined(MARK, "\u20ac".getBytes(UTF_8)),
            "\"\u20ac\""));
  }

  private static Stream<Case> charsets() {
    return Stream.of(
        charset("iso-8859-1", "\u00eb", "ISO-8859-1"),
        charset("\"ISO-8859-1\"", "\u00eb", "ISO-8859-1"),
        charset("latin1", "\u00eb", "ISO-8859-1"),
        charset("windows-1252", "\u20ac", "windows-1252"),
        charset("cp1252", "\u20ac", "windows-1252"),
        charset("Shift_JIS", "\u65e5\u672c", "Shift_JIS"),
        charset("euc-kr", "\ud55c", "EUC-KR"),
        charset("gb18030", "\u4e2d", "GB18030"),
        charset("utf-16le", "\u20ac", "UTF-16LE"),
        new Case(
            "a charset that nobody knows",
            "text",
            type("text/plain; charset=klingon"),
            "a".getBytes(UTF_8),
            "malformed"),
        new Case(
            "a charset of another sort",
            "text",
            type("text/plain; charset=../../etc/passwd"),
            "a".getBytes(UTF_8),
            "malformed"),
        new Case(
            "text that is not of its charset", "text", "", new byte[] {(byte) 0xEB}, "malformed"),
        new Case(
            "JSON that says Latin-1 and is it",
            "json",
            type("application/json; charset=iso-8859-1"),
            LATIN.getBytes(ISO_8859_1),
            LATIN),
        new Case(
            "JSON that says Latin-1 and is UTF-8",
            "json",
            type("application/json; charset=iso-8859-1"),
            NAME.getBytes(UTF_8),
            NAME),
        new Case("JSON that is not UTF-8", "json", "", LATIN.getBytes(ISO_8859_1), "malformed"));
  }

  private static Case charset(String declared, String text, String charset) {
    return new Case(
        "text in " + declared,
        "text",
        type("text/plain;charset=" + declared),
        text.getBytes(Charset.forName(charset)),
        "\"" + text + "\"");
  }

  private static Stream<Case> codings() {
    byte[] name = NAME.getBytes(UTF_8);
    byte[] zipped = gzip(name);
    byte[] large = gzip(new byte[5000]);
    return Stream.of(
        coded("gzip", zipped, NAME),
        coded("x-gzip", zipped, NAME),
        coded("GZIP", zipped, NAME),
        coded("identity", name, NAME),
        coded("", name, NAME),
        coded("deflate", deflated(name, false), NAME),
        coded("deflate", deflated(name, true), NAME),
        coded("gzip, gzip", gzip(zipped), NAME),
        coded("gzip", joined(gzip("[1,".getBytes(UTF_8)), gzip("2]".getBytes(UTF_8))), "[1,2]"),
        coded("gzip, gzip, gzip, gzip", zipped, "malformed"),
        coded("gzip", name, "malformed"),
        coded("deflate", new byte[] {1}, "malformed"),
        coded("gzip", java.util.Arrays.copyOf(zipped, zipped.length - 9), "malformed"),
        coded("gzip", new byte[] {0x1f, (byte) 0x8b}, "malformed"),
        coded("br", zipped, "malformed"),
        coded("zstd", zipped, "malformed"),
        coded("gzip", large, "too-large"),
        coded("gzip", new byte[0], "absent"),
        new Case("gzip of bytes", "base64", "Content-Encoding: gzip\r\n", gzip(MARK), "\"77u/\""));
  }

  private static Case coded(String coding, byte[] content, String outcome) {
    return new Case(
        coding + " of " + content.length,
        "json",
        "Content-Encoding: " + coding + "\r\n",
        content,
        outcome);
  }

  private static Stream<Case> xml() {
    return Stream.of(
        xml("<a/>", "{\"a\":\"\"}"),
        xml("<a>1</a>", "{\"a\":\"1\"}"),
        xml("<a b='1'> <c>x</c><c/> </a>", "{\"a\":{\"@b\":\"1\",\"c\":[\"x\",\"\"]}}"),
        xml("<a>x<b/>y</a>", "{\"a\":{\"b\":\"\",\"#text\":\"xy\"}}"),
        xml("<a x:b='1' xmlns:x='u'/>", "{\"a\":{\"@x:b\":\"1\",\"@xmlns:x\":\"u\"}}"),
        xml("<a>&#65;&lt;<![CDATA[<b>]]></a>", "{\"a\":\"A<<b>\"}"),
        xml("<a>&b;</a>", "malformed"),
        xml("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "malformed"),
        xml("<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "malformed"),
        xml("<a><b></a>", "malformed"),
        xml("<a/><b/>", "malformed"),
        xml("<a b='1' b='2'/>", "malformed"),
        xml("x", "malformed"),
        xml("<a>".repeat(100) + "</a>".repeat(100), "malformed"),
        xml("<a>" + "\0" + "</a>", "malformed"),
        new Case(
            "XML that declares its encoding",
            "xml",
            "",
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\u00eb</a>".getBytes(ISO_8859_1),
            "{\"a\":\"\u00eb\"}"),
        new Case(
            "XML whose header counts more",
            "xml",
            type("text/xml; charset=utf-8"),
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\u00eb</a>".getBytes(UTF_8),
            "{\"a\":\"\u00eb\"}"));
  }

  private static Case xml(String text, String outcome) {
    return new Case(text, "xml", "", text.getBytes(UTF_8), outcome);
  }

  private static Stream<Case> heads() {
    byte[] one = {'1'};
    return Stream.of(
        new Case("a head of 7 KB", "json", filler(7_000), one, "1"),
        new Case("a head of 20 KB", "json", filler(20_000), one, "too-large"),
        new Case("a head of many lines", "json", "A: b\r\n".repeat(3_000), one, "too-large"),
        new Case("a head of 60 KB that may be", "wide", filler(60_000), one, "1"),
        new Case("a head of 70 KB", "wide", filler(70_000), one, "too-large"));
  }

  private static String filler(int size) {
    return "X-Filler: " + "x".repeat(size) + "\r\n";
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theContentIsReadAsWhatItIs(Case one) {
    assertThat(outcome(one)).isEqualTo(one.outcome());
  }

  private static String outcome(Case one) {
    boolean wide = one.as().equals("wide");
    String more = wide ? ", max-head: 64KB" : "";
    try (var api =
            RawHttp.start((target, client) -> {
              RawHttp.send(
                  client,
                  ("HTTP/1.1 200 OK\r\nConnection: close\r\n" + one.headers()).stripTrailing(),
                  one.content());
              client.close();
            });
        var backend =
            new StepFixture(
                "{kind: http, url: \"%s\", timeout: 10s, max-body: 4KB%s}"
                    .formatted(api.url(), more),
                hub,
                new HttpKind()::open)) {
      String as = wide ? "json" : one.as();
      return backend.run("get: /, as: %s".formatted(as)).map(Json::toString).orElse("absent");
    } catch (RuntimeException e) {
      return Fault.of(e).type().word();
    }
  }

  private static String type(String value) {
    return "Content-Type: " + value + "\r\n";
  }

  private static byte[] joined(byte[] one, byte[] other) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(one);
    all.writeBytes(other);
    return all.toByteArray();
  }

  private static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] content, boolean raw) {
    var out = new ByteArrayOutputStream();
    try (OutputStream zip = new DeflaterOutputStream(out, new Deflater(9, raw))) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
