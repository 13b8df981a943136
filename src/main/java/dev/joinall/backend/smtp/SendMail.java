package dev.joinall.backend.smtp;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One mail, as declared in the file. Addresses are lists of templates; at least one recipient.
 *
 * @param text at least one of {@code text} and {@code html} is present
 */
record SendMail(
    Tree where,
    Tree from,
    List<Tree> to,
    List<Tree> cc,
    List<Tree> bcc,
    List<Tree> replyTo,
    Optional<Tree> envelopeFrom,
    Map<String, Tree> headers,
    Tree subject,
    Optional<Tree> text,
    Optional<Tree> html)
    implements BackendCall {
  static final String VERB = "send";

  private static final CallResult RESULT =
      CallResult.of(
          """
          {"title": "SentMail",
           "type": "object",
           "properties": {
             "messageId": {"type": "string"},
             "accepted": {
               "description": "The addresses that the mail server took",
               "type": "array",
               "minItems": 1,
               "items": {"type": "string"}}},
           "required": ["messageId", "accepted"],
           "examples": [{
             "messageId": "<f1524734-edba-4a1a-8c03-26da5360cec4@example.com>",
             "accepted": ["ines.santos@example.com"]}]}\
          """);

  static Optional<SendMail> read(Fields task) {
    Tree argument = task.tree(VERB).orElseThrow();
    var fields = new Fields(argument, task.problems());
    Optional<Tree> from = fields.required("from", "the sender's address");
    Optional<Tree> subject = fields.required("subject", "");
    fields.required("to", "one address or a list of them");
    List<Tree> to = fields.items("to");
    List<Tree> cc = fields.items("cc");
    List<Tree> bcc = fields.items("bcc");
    List<Tree> replyTo = fields.items("reply-to");
    Optional<Tree> envelopeFrom = fields.tree("envelope-from");
    Map<String, Tree> headers = fields.entries("headers");
    Optional<Tree> text = fields.tree("text");
    Optional<Tree> html = fields.tree("html");
    if (text.isEmpty() && html.isEmpty()) {
      task.problems().add(argument, "the mail has no content", "write text: or html:, or both");
    }
    fields.done();
    return from.isEmpty() || subject.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SendMail(
                argument,
                from.get(),
                to,
                cc,
                bcc,
                replyTo,
                envelopeFrom,
                headers,
                subject.get(),
                text,
                html));
  }

  @Override
  public boolean effect() {
    return true;
  }

  @Override
  public String label() {
    return VERB;
  }

  @Override
  public CallResult result() {
    return RESULT;
  }

  @Override
  public void warn(CallWarnings warnings) {
    html.ifPresent(warnings::markup);
  }
}
