package dev.joinall.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import dev.joinall.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;

/** The document as a self-contained HTML page: no script, no font, no other host. */
public final class ReadingPage {
  private static final String STYLE = style();

  /** The content security policy, which permits only the page's own style. */
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
          .formatted(sha256(STYLE));

  private final Json document;
  private final Html html = new Html();

  private ReadingPage(Json document) {
    this.document = document;
  }

  /** The page as HTML. */
  public static String of(OpenApi openApi) {
    return new ReadingPage(openApi.document()).page();
  }

  private static String style() {
    try (InputStream file = ReadingPage.class.getResourceAsStream("docs.css")) {
      if (file == null) {
        throw new IllegalStateException("docs.css is not packaged");
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(UTF_8)));
  }

  private String page() {
    Json info = Html.member(document, "info");
    String title = Html.text(info, "title");
    html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .element("title", title)
        .raw("<style>" + STYLE + "</style></head><body>\n");
    contents();
    html.raw("<main>");
    head(info, title);
    paths((path, method, operation) ->
        new OperationSection(html, document).write(path, method, operation));
    schemas();
    html.raw("</main></body></html>\n");
    return html.toString();
  }

  private void head(Json info, String title) {
    html.raw("<header>").element("h1", title).raw("<p class=\"about\">");
    html.text("Version " + Html.text(info, "version"));
    Json licence = Html.member(info, "license");
    if (licence.size() > 0) {
      html.text(", " + Html.text(licence, "name"));
    }
    html.raw(
        " · <a href=\"openapi.yaml\">openapi.yaml</a> · <a href=\"openapi.json\">openapi.json</a></p>");
    html.markdown(Html.text(info, "description")).raw("</header>\n");
  }

  private interface OnRoute {
    void is(String path, String method, Json operation);
  }

  private void paths(OnRoute visitor) {
    Html.member(document, "paths")
        .forEachMember((path, methods) ->
            methods.forEachMember((method, operation) ->
                visitor.is(path, method.toUpperCase(Locale.ROOT), operation)));
  }

  private void contents() {
    html.raw("<nav><p class=\"over\">Routes</p><ul>");
    paths((path, method, operation) -> {
      html.raw("<li><a href=\"#").text(Html.text(operation, "operationId")).raw("\">");
      html.method(method).raw(" ").path(path).raw("</a></li>");
    });
    html.raw("</ul><div class=\"schemas\"><p class=\"over\">Schemas</p><ul>");
    Html.at(document, "components", "schemas")
        .forEachMember((name, schema) -> {
          html.raw("<li><a href=\"#schema-").text(name).raw("\">").text(name).raw("</a></li>");
        });
    html.raw("</ul></div></nav>\n");
  }

  private void schemas() {
    html.raw("<h2 id=\"schemas\">Schemas</h2>\n");
    Html.at(document, "components", "schemas")
        .forEachMember((name, schema) -> {
          html.raw("<section class=\"schema\" id=\"schema-").text(name).raw("\">");
          html.element("h3", name);
          new SchemaView(html).write(schema);
          html.raw("</section>\n");
        });
  }
}
