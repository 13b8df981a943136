package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.Transport;
import dev.joinall.config.Problem;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.ReceivedMail;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.SuiteGuards;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The content of mails, and content that is rejected. */
class MailContentTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Map<String, String> FIELDS =
      Map.of(
          "from", "shop@example.com",
          "to", "ann@example.com",
          "subject", "Hello",
          "text", "Hi");

  private static Hub hub;
  private MailServerFixture server;
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
    server = MailServerFixture.start();
    fixture =
        new StepFixture(
            "{ kind: smtp, uri: \"" + server.uri() + "\", timeout: 5s }", hub, SmtpBackend::new);
  }

  @AfterEach
  void stop() {
    fixture.close();
    server.close();
  }

  /** A mail to Ann, with these fields replaced. */
  private static String mail(Map<String, String> fields) {
    var out = new StringBuilder("send: {");
    FIELDS.forEach((name, value) -> out.append(field(name, fields.getOrDefault(name, value))));
    fields.forEach((name, value) -> out.append(FIELDS.containsKey(name) ? "" : field(name, value)));
    return out.append("}").toString();
  }

  private static String field(String name, String value) {
    return value.startsWith("[") ? name + ": " + value + ", " : name + ": '" + value + "', ";
  }

  private ReceivedMail received(Map<String, String> fields, Object body) {
    assertThat(fixture.run(mail(fields), Json.of(body))).isPresent();
    return server.awaitMessages(1, SOON).getFirst();
  }

  private @Nullable Fault fault(Map<String, String> fields, Object body) {
    @Nullable Throwable thrown = catchThrowable(() -> fixture.run(mail(fields), Json.of(body)));
    return thrown == null ? null : Fault.of(thrown);
  }

  private List<String> problems(Map<String, String> fields) {
    return fixture.problemsOf(mail(fields)).stream().map(Problem::message).toList();
  }

  @Test
  void textAndHtmlAreTwoFormsOfOneMail() {
    ReceivedMail mail = received(Map.of("text", "Grüße", "html", "<p>Grüße</p>"), "");

    assertThat(mail.text()).isEqualTo("Grüße");
    assertThat(mail.html()).isEqualTo("<p>Grüße</p>");
    assertThat(mail.headers().get("Content-Type").getFirst()).startsWith("multipart/alternative");
  }

  @Test
  void aMailHasADateAndAnIdOfTheSendersDomain() {
    Json value = fixture.run(mail(Map.of())).orElseThrow();
    ReceivedMail mail = server.awaitMessages(1, SOON).getFirst();

    assertThat(mail.headers().get("Message-ID")).containsExactly(value.get("messageId").text());
    assertThat(value.get("messageId").text()).endsWith("@example.com>");
    assertThat(mail.headers()).containsKey("Date");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Plain",
        "",
        "Grüße aus Köln",
        "注文 \uD83D\uDE00 確認",
        "=?UTF-8?B?aGk=?= is not decoded",
        "a \"quoted\" (comment) <tag>, list; group:",
      })
  void aSubjectArrivesAsItWas(String subject) {
    assertThat(received(Map.of("subject", "${body}"), subject).subject()).isEqualTo(subject);
  }

  @Test
  void aLongSubjectArrivesAsItWasOnShortLines() {
    String subject = "ä\uD83D\uDE00".repeat(300) + "x".repeat(2000);

    ReceivedMail mail = received(Map.of("subject", "${body}"), subject);

    assertThat(mail.subject()).isEqualTo(subject);
    assertThat(mail.headers().get("Subject").getFirst().lines())
        .allMatch(line -> line.length() <= 78);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann",
        "Müller, Anna",
        "O\"Brien\" (Sales)",
        "evil@example.org",
        "Ann <evil@example.org>",
        "evil@example.org, ",
        "注文",
      })
  void aNameMayHoldAnythingAndStaysAName(String name) throws Exception {
    Json value =
        fixture
            .run(mail(Map.of("to", "${body} <ann@example.com>")), Json.string(name))
            .orElseThrow();
    String to = server.awaitMessages(1, SOON).getFirst().to().getFirst();

    assertThat(value.get("accepted")).hasToString("[\"ann@example.com\"]");
    var parsed = new InternetAddress(to, true);
    assertThat(parsed.getAddress()).isEqualTo("ann@example.com");
    assertThat(parsed.getPersonal()).isEqualTo(name.strip());
  }

  @Test
  void anExpressionMayBeAListOfRecipients() {
    fixture.run(
        mail(Map.of("to", "${body}")),
        Json.of(List.of("ann@example.com", "Bob <bob@example.com>", "ANN@example.com")));

    assertThat(server.awaitMessages(2, SOON)).hasSize(2);
  }

  @Test
  void hiddenRecipientsGetTheMailAndAreNotNamed() {
    Json value =
        fixture.run(mail(Map.of("bcc", "boss@example.com", "cc", "bob@example.com"))).orElseThrow();
    List<ReceivedMail> mails = server.awaitMessages(3, SOON);

    assertThat(mails)
        .allSatisfy(mail -> assertThat(mail.headers().toString()).doesNotContain("boss@"));
    assertThat(value.get("accepted")).hasToString("[\"ann@example.com\",\"bob@example.com\"]");
  }

  @Test
  void anAnswerGoesWhereItShould() {
    assertThat(received(Map.of("reply-to", "help@example.com"), "").headers().get("Reply-To"))
        .containsExactly("help@example.com");
  }

  @Test
  void aDomainThatIsNotAsciiIsWrittenInAscii() {
    Json value =
        fixture.run(mail(Map.of("to", "${body}")), Json.string("ann@müller.example")).orElseThrow();

    assertThat(value.get("accepted")).hasToString("[\"ann@xn--mller-kva.example\"]");
  }

  @Test
  void inHtmlWhatAnExpressionGivesIsNeverATag() {
    ReceivedMail mail =
        received(
            Map.of(
                "html", "<p title=\"${body}\">Dear ${body} &amp; co</p>", "text", "Dear ${body}"),
            "<b onclick=\"x('&')\">");

    String escaped = "&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;";
    assertThat(mail.html())
        .isEqualTo("<p title=\"" + escaped + "\">Dear " + escaped + " &amp; co</p>");
    assertThat(mail.text()).isEqualTo("Dear <b onclick=\"x('&')\">");
  }

  @Test
  void htmlThatIsOneExpressionIsEscapedToo() {
    assertThat(received(Map.of("html", "${body}"), "<script>").html()).isEqualTo("&lt;script&gt;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one\n.\ntwo",
        "one\r\n.\r\nMAIL FROM:<evil@example.org>\r\n",
        "one\r.\rtwo",
        ".",
        "\n..\n.",
        "a\u0000b",
        "\u2028\u760D\u760A",
      })
  void aBodyCantEndTheMail(String text) {
    ReceivedMail mail = received(Map.of("text", "${body}"), text);

    assertThat(server.messages()).hasSize(1);
    String unixed = text.replace("\r\n", "\n").replace('\r', '\n');
    assertThat(mail.text().replace('\r', '\n').stripTrailing()).isEqualTo(unixed.stripTrailing());
  }

  static List<String> lineBreaks() {
    return List.of("\r\n", "\n", "\r", "\u0000", "\u000B", "\u0085", "\u007F", "\t");
  }

  @ParameterizedTest
  @MethodSource("lineBreaks")
  void noHeaderCanBeSmuggledInAnywhere(String lineBreak) {
    String evil = lineBreak + "Bcc: evil@example.org";
    for (String field : List.of("from", "to", "cc", "bcc", "reply-to")) {
      assertInvalid(Map.of(field, "${body}"), "ann@example.com" + evil);
      assertInvalid(Map.of(field, "${body} <ann@example.com>"), "Ann" + evil);
      assertInvalid(Map.of(field, "Ann <${body}>"), "ann@example.com" + evil);
      assertInvalid(Map.of(field, "${body}@example.com"), "ann" + evil);
      assertInvalid(Map.of(field, "ann@${body}"), "example.com" + evil);
      assertInvalid(Map.of(field, "${body}"), List.of("\"ann" + evil + "\"@example.com"));
    }
    assertInvalid(Map.of("subject", "${body}"), "Hello" + evil);
    assertInvalid(Map.of("subject", "Hello ${body}!"), evil);
    assertThat(server.messages()).isEmpty();
  }

  /** Jakarta Mail once narrowed characters to their low byte (CVE-2025-7962). */
  @ParameterizedTest
  @ValueSource(strings = {"\u760D\u760A", "\u010D\u010A", "\u010A", "\u200D\u200A", "\u0161"})
  void aCharacterCantBecomeAnother(String narrow) {
    for (String field : List.of("from", "to", "cc", "bcc", "reply-to")) {
      assertInvalid(Map.of(field, "${body}"), "\"ann" + narrow + "\"@example.com");
    }
    assertThat(server.messages()).isEmpty();
    assertThat(received(Map.of("subject", "${body}"), "a" + narrow + "b").subject())
        .isEqualTo("a" + narrow + "b");
  }

  @Test
  void aNarrowCharacterInADomainIsEncoded() {
    ReceivedMail mail = received(Map.of("to", "${body}"), "ann@x\u760D\u760ADATA.example");

    assertThat(mail.to().getFirst()).startsWith("ann@xn--");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@example.com, evil@example.org",
        "ann@example.com evil@example.org",
        "team: ann@example.com, evil@example.org;",
        "team:;",
        "<@evil.example:ann@example.com>",
        "ann@example.com (",
        "ann@@example.com",
        "ann@example.com> SIZE=1",
        "ann @example.com",
        "ann@exa mple.com",
        "ann@[127.0.0.1> NOTIFY=NEVER]",
        "<>",
        "ann..b@example.com",
      })
  void valuesThatAreNotExactlyOneAddressAreInvalid(String address) {
    for (String field : List.of("from", "to", "cc", "bcc", "reply-to")) {
      assertInvalid(Map.of(field, "${body}"), address);
      assertInvalid(Map.of(field, "Ann <${body}>"), address);
    }
    assertThat(server.messages()).isEmpty();
  }

  @Test
  void valuesThatAreNotTextAreNoAddresses() {
    assertInvalid(Map.of("to", "${body}"), 1);
    assertInvalid(Map.of("to", "${body}"), null);
    assertInvalid(Map.of("to", "${body}"), Map.of("$ne", "x"));
  }

  @Test
  void aMailNeedsARecipient() {
    assertInvalid(Map.of("to", "${body}"), List.of());
  }

  @Test
  void aMailHasOneSender() {
    assertInvalid(Map.of("from", "${body}"), List.of("a@example.com", "b@example.com"));
  }

  @Test
  void aNameIsNotDecoded() throws Exception {
    ReceivedMail mail = received(Map.of("to", "${body} <ann@example.com>"), "=?UTF-8?B?Qm9zcw==?=");

    assertThat(new InternetAddress(mail.headers().get("To").getFirst()).getPersonal())
        .isEqualTo("=?UTF-8?B?Qm9zcw==?=");
  }

  /** BlockHound fails the test if it blocks. */
  @Test
  void anEventLoopIsNotBlocked() {
    Step step = fixture.step(mail(Map.of("to", "Änn <ann@${body}>", "html", "<b>${body}</b>")));
    Scope scope = fixture.scope(Json.string("müller.example"));

    Mono<Json> onALoop = Mono.defer(() -> step.run(scope)).subscribeOn(hub.scheduler());

    assertThat(onALoop.map(value -> Thread.currentThread().getName()).block(SOON))
        .startsWith(SuiteGuards.LOOP_PREFIX);
  }

  @Test
  void moreRecipientsThanServersTakeAreTooMany() {
    List<String> many = IntStream.rangeClosed(0, 100).mapToObj(i -> i + "@example.com").toList();

    assertThat(fault(Map.of("to", "${body}"), many).type()).isEqualTo(Fault.Type.TOO_LARGE);
  }

  @Test
  void constantsAreCheckedBeforeAnyMail() {
    assertThat(problems(Map.of("from", "nobody")))
        .containsExactly("what is in from is not one mail address");
    assertThat(problems(Map.of("to", "[a@example.com, \"b@example.com, c@example.com\"]")))
        .containsExactly("what is in to is not one mail address");
    assertThat(problems(Map.of("to", "[]"))).containsExactly("the mail has no recipient");
    assertThat(problems(Map.of("subject", "[a, b]")))
        .containsExactly("expected a string, got a list");
  }

  @Test
  void aConstantSubjectIsOneLine() {
    String task = mail(Map.of()).replace("'Hello'", "\"Hello\\nBcc: evil@example.org\"");

    assertThat(fixture.problemsOf(task)).hasSize(1);
  }

  private void assertInvalid(Map<String, String> fields, Object body) {
    Optional<Fault> fault = Optional.ofNullable(fault(fields, body));
    assertThat(fault.map(Fault::type)).as("%s with %s", fields, body).contains(Fault.Type.INVALID);
  }
}
