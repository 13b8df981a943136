package dev.joinall.testing;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A received mail, decoded.
 *
 * @param from the first sender
 * @param to the recipients of all kinds in the headers
 * @param text the first text/plain body, with {@code \n} line ends
 * @param html the first text/html body, with {@code \n} line ends
 * @param headers every header by its name as sent, each with its values in order
 */
public record ReceivedMail(
    String from,
    List<String> to,
    String subject,
    @Nullable String text,
    @Nullable String html,
    Map<String, List<String>> headers) {

  static ReceivedMail of(MimeMessage message) {
    try {
      return new ReceivedMail(
          message.getFrom()[0].toString(),
          Arrays.stream(message.getAllRecipients()).map(Address::toString).toList(),
          message.getSubject(),
          body(message, "text/plain"),
          body(message, "text/html"),
          headers(message));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String body(Part part, String type)
      throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return part.getContent().toString().replace("\r\n", "\n");
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        String body = body(inner, type);
        if (body != null) {
          return body;
        }
      }
    }
    return null;
  }

  private static Map<String, List<String>> headers(MimeMessage message) throws MessagingException {
    Stream<Header> headers =
        Collections.list(message.getAllHeaders()).stream().map(Header.class::cast);
    return headers.collect(
        Collectors.groupingBy(
            Header::getName,
            LinkedHashMap::new,
            Collectors.mapping(Header::getValue, Collectors.toList())));
  }
}
