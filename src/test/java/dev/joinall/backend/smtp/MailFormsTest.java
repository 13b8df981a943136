package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.Problem;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The envelope, the headers and the forms of addresses, as they are sent. */
class MailFormsTest {
  private static final String MAIL =
      "send: { from: shop@example.com, to: '%s', subject: Hello, text: Hi%s }";
  private static final Map<String, String> UTF8 =
      Map.of("EHLO", "250-hello\r\n250-8BITMIME\r\n250 SMTPUTF8");

  private static Hub hub;
  private ScriptedMailServer server;
  private StepFixture fixture;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  @BeforeEach
  void start() {
    start(UTF8, "timeout: 5s");
  }

  private void start(Map<String, String> script, String more) {
    server = ScriptedMailServer.start(script);
    fixture =
        new StepFixture(
            "{ kind: smtp, uri: \"" + server.uri() + "\", " + more + " }", hub, SmtpBackend::new);
  }

  @AfterEach
  void stop() {
    fixture.close();
    server.close();
  }

  private List<String> sent(String to, String more, Json body) {
    fixture.run(MAIL.formatted(to, more), body);
    return server.received();
  }

  private static Json text(String text) {
    return Json.string(text);
  }

  /** The lines of a header, joined as they are unfolded. */
  private static String header(List<String> lines, String name) {
    int at = 0;
    while (!lines.get(at).startsWith(name + ": ")) {
      at++;
    }
    var header = new StringBuilder(lines.get(at).substring(name.length() + 2));
    while (lines.get(++at).startsWith(" ")) {
      header.append(lines.get(at));
    }
    return header.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ann@example.com                          | ann@example.com",
        "Ann <ann@example.com>                    | ann@example.com",
        "\"Ann, Dr.\" <ann@example.com>           | ann@example.com",
        "\"Ann\" \"B.\" Clark <ann@example.com>   | ann@example.com",
        "Ann (the boss (really)) <ann@example.com>| ann@example.com",
        "ann@example.com (Ann)                    | ann@example.com",
        "ann(home)@example.com                    | ann@example.com",
        "(a) Ann (b) <(c)ann@example.com(d)> (e)  | ann@example.com",
        "\"Ann <evil@example.org>\" <ann@example.com> | ann@example.com",
        "Ann (\\)<evil@example.org>) <ann@example.com> | ann@example.com",
        "\"ann\"@example.com                      | ann@example.com",
        "\"ann clark\"@example.com                | \"ann clark\"@example.com",
        "Ann <\"a@b>\"@example.com>               | \"a@b>\"@example.com",
        "\"a\\\"b\\\\c\"@example.com              | \"a\\\"b\\\\c\"@example.com",
        "\"<evil@example.org>\"@example.com       | \"<evil@example.org>\"@example.com",
        "a.b+c=d@[192.0.2.1]                      | a.b+c=d@[192.0.2.1]",
      })
  void anAddressIsReadAsItIsWritten(String written, String address) throws Exception {
    List<String> lines = sent("${body}", "", text(written));
    assertThat(lines).contains("RCPT TO:<" + address + ">", "MAIL FROM:<shop@example.com>");
    assertThat(new InternetAddress(header(lines, "To")).getAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ann@example.com",
        "\"ann\"clark@example.com",
        "ann@example.com) <bob@example.com>",
        "ann@example.com, Bob <bob@example.com>",
        "Ann <ann@example.com> <bob@example.com>",
        "Ann <ann@example.com> Bob",
        "Ann <ann@example.com",
        "\"a\\\"@example.com",
        ".ann@example.com",
        "ann.@example.com",
        "a(b@example.com",
        "\"ann\u0161\"@example.com",
        "ann\u200B@example.com",
        "ann\uD800@example.com",
        "\"evil\"@example.org@example.com",
      })
  void malformedAddressesAreInvalid(String written) {
    assertThatThrownBy(() -> sent("${body}", "", text(written)))
        .satisfies(error -> assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.INVALID));
  }

  @Test
  void anAddressBeyondAsciiIsSentWithSmtpUtf8() {
    List<String> lines = sent("${body}", "", text("Jörg <jörg@bücher.example>"));
    assertThat(lines)
        .contains(
            "MAIL FROM:<shop@example.com> SMTPUTF8",
            "RCPT TO:<" + bytes("jörg@xn--bcher-kva.example") + ">");
    assertThat(header(lines, "To")).endsWith("<" + bytes("jörg@xn--bcher-kva.example") + ">");
    List<String> both = sent("ann@example.com", "", Json.NULL);
    assertThat(both.subList(lines.size(), both.size())).contains("MAIL FROM:<shop@example.com>");
  }

  /** Jakarta Mail once narrowed characters to their low byte (CVE-2025-7962). */
  @ParameterizedTest
  @ValueSource(strings = {"\u760D\u760A", "\u010D\u010A", "\u010A", "\u0161", "\u01AE\u010D"})
  void aCharacterCantBecomeAnother(String narrow) {
    String address = "ann" + narrow + "DATA@example.com";
    List<String> lines = sent("${body}", ", envelope-from: '${body}'", text(address));
    assertThat(lines)
        .contains(
            "MAIL FROM:<" + bytes(address) + "> SMTPUTF8",
            "RCPT TO:<" + bytes(address) + ">",
            "To: " + bytes(address));
  }

  /** The bytes as the server reads them. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  @Test
  void aServerWithoutSmtpUtf8TakesNoSuchAddress() {
    stop();
    start(Map.of(), "timeout: 5s");
    Throwable error = catchThrowable(() -> sent("${body}", "", text("jörg@example.com")));
    assertThat(Fault.of(error))
        .isEqualTo(
            Fault.of(
                    Fault.Type.STATUS,
                    "the mail server accepts only ASCII addresses: it has no SMTPUTF8")
                .ofCaller());
    assertThat(server.received()).noneMatch(line -> line.startsWith("MAIL"));
    assertThat(sent("ann@example.com", "", Json.NULL)).contains("RCPT TO:<ann@example.com>");
  }

  @Test
  void theEnvelopeMayHaveAnotherSender() {
    List<String> lines =
        sent("ann@example.com", ", envelope-from: 'b+${body}@example.com'", text("7"));
    assertThat(lines).contains("MAIL FROM:<b+7@example.com>", "From: shop@example.com");
    assertThat(sent("ann@example.com", ", envelope-from: '<>'", Json.NULL))
        .contains("MAIL FROM:<>");
  }

  @Test
  void aBackendGreetsByItsName() {
    stop();
    start(UTF8, "timeout: 5s, ehlo-name: shop.example.com");
    assertThat(sent("ann@example.com", "", Json.NULL)).contains("EHLO shop.example.com");
  }

  @Test
  void furtherHeadersAreSent() {
    String url = "<https://example.com/leave/" + "x".repeat(90) + ">";
    List<String> lines =
        sent(
            "ann@example.com",
            ", headers: { Auto-Submitted: auto-generated, List-Unsubscribe: '${body}',"
                + " X-Shop: 'Grüße aus Köln', X-None: '${null}', X-Count: '${1 + 1}' }",
            text("<mailto:leave@example.com>, " + url));
    assertThat(lines).contains("Auto-Submitted: auto-generated", "X-Count: 2", " " + url);
    assertThat(header(lines, "List-Unsubscribe")).isEqualTo("<mailto:leave@example.com>, " + url);
    assertThat(decoded(header(lines, "X-Shop"))).isEqualTo("Grüße aus Köln");
    assertThat(lines).noneMatch(line -> line.startsWith("X-None"));
  }

  private static String decoded(String header) {
    try {
      return MimeUtility.decodeText(header);
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nBcc: evil@example.org", "a\nb", "a\rb", "a\u0000b", "a\u0085b"})
  void aHeaderIsOneLine(String value) {
    Throwable error =
        catchThrowable(() -> sent("ann@example.com", ", headers: { X-A: '${body}' }", text(value)));
    assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.INVALID);
    assertThat(server.received()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void aHeaderWithASyntaxOfItsOwnIsAscii() {
    Throwable error =
        catchThrowable(() ->
            sent("ann@example.com", ", headers: { List-Unsubscribe: '${body}' }", text("<ü>")));
    assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "headers: { Bcc: a }                | the header Bcc is set by the mail itself",
        "headers: { content-type: a }       | the header content-type is set by the mail itself",
        "headers: { 'X Y': a }              | this is not the name of a header",
        "headers: { 'X:': a }               | this is not the name of a header",
        "headers: { X-A: a, x-a: b }        | the header x-a is written twice",
        "headers: { X-A: [a] }              | expected the text of a header, got a list",
        "headers: { X-A: \"a\\nb\" }        | the header has a line break",
        "envelope-from: nobody              | what is in envelope-from is not one mail address",
      })
  void aHeaderThatCanNotBeIsAProblem(String field, String problem) {
    assertThat(fixture.problemsOf(MAIL.formatted("ann@example.com", ", " + field)))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ä",
        "äääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
        "注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文",
        "an ASCII name that is by far too long for one line of a header, and is not folded there",
        "a \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00 b",
        " a blank before and after ",
        "   ",
      })
  void aLineWithAnEncodedWordHas76Characters(String text) throws Exception {
    List<String> lines =
        sent(
            "${body} <ann.with.a.rather.long.address@department.example.com>",
            ", reply-to: ['${body} <ann@example.com>', '${body} <bob@example.com>'],"
                + " headers: { X-A-Header-With-A-Rather-Long-Name-Of-Its-Own: '${body}' }",
            text(text));
    assertThat(lines)
        .filteredOn(line -> line.contains("=?UTF-8?"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
    assertThat(new InternetAddress(header(lines, "To")).getAddress()).startsWith("ann.with");
    InternetAddress[] replies = InternetAddress.parse(header(lines, "Reply-To"));
    assertThat(replies).hasSize(2);
    if (!text.isBlank()) {
      assertThat(replies[1].getPersonal()).isEqualTo(text.strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"  two blanks", "a ", " ", "", "ä", "  ä  ", "=?x", "one  two"})
  void aSubjectKeepsItsBlanks(String subject) {
    fixture.run(
        "send: { from: shop@example.com, to: ann@example.com, subject: '${body}', text: Hi }",
        text(subject));
    List<String> lines = server.received();
    assertThat(decoded(header(lines, "Subject"))).isEqualTo(subject);
    assertThat(lines)
        .filteredOn(line -> line.contains("=?UTF-8?"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
  }

  @Test
  void aServerThatAuthenticatesOtherwiseIsNamed() {
    stop();
    server = ScriptedMailServer.start(Map.of("EHLO", "250-hello\r\n250 AUTH CRAM-MD5 GSSAPI"));
    fixture =
        new StepFixture(
            "{ kind: smtp, uri: \"" + server.uri().replace("//", "//ann:right@") + "\" }",
            hub,
            SmtpBackend::new);
    Throwable error = catchThrowable(() -> sent("ann@example.com", "", Json.NULL));
    assertThat(Fault.of(error))
        .isEqualTo(Fault.of(Fault.Type.STATUS, "the mail server supports neither PLAIN nor LOGIN"));
  }
}
