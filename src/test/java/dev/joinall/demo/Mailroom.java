package dev.joinall.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.ReceivedMail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/** A page that shows the mails that arrived, as plain text. */
final class Mailroom {
  /** The port of Mailpit and MailHog. */
  private static final int USUAL_PORT = 8025;

  private final HttpServer server;
  private final MailServerFixture mail;

  private Mailroom(HttpServer server, MailServerFixture mail) {
    this.server = server;
    this.mail = mail;
  }

  static Mailroom open(MailServerFixture mail) {
    var mailroom = new Mailroom(listen(), mail);
    mailroom.server.createContext("/", mailroom::answer);
    mailroom.server.start();
    return mailroom;
  }

  private static HttpServer listen() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      return HttpServer.create(new InetSocketAddress(loopback, USUAL_PORT), 0);
    } catch (BindException taken) {
      return listenAnywhere(loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer listenAnywhere(InetAddress loopback) {
    try {
      return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String mails = mail.messages().stream().map(Mailroom::show).collect(Collectors.joining("\n"));
    byte[] page = (mails.isEmpty() ? "No mail yet.\n" : mails).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private static String show(ReceivedMail mail) {
    return "From: %s\nTo: %s\nSubject: %s\n\n%s\n"
        .formatted(mail.from(), mail.to(), mail.subject(), mail.text());
  }
}
