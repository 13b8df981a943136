package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.List;

/** One route on the page: its inputs and its responses. */
record OperationSection(Html html, Json document) {
  void write(String path, String method, Json operation) {
    html.raw("<section class=\"route\" id=\"").text(Html.text(operation, "operationId")).raw("\">");
    html.raw("<h2>").text(Html.text(operation, "summary")).raw("</h2><p class=\"call\">");
    html.method(method).raw(" ").path(path).raw("</p>");
    html.markdown(Html.text(operation, "description"));
    parameters(Html.member(operation, "parameters").elements());
    Json body = Html.member(operation, "requestBody");
    if (body.size() > 0) {
      html.element("h3", "Body");
      content(Html.member(body, "content"));
    }
    html.element("h3", "Answers");
    Html.member(operation, "responses").forEachMember(this::response);
    html.raw("</section>\n");
  }

  private void parameters(List<Json> parameters) {
    html.element("h3", "Parameters").raw("<table>");
    for (Json reference : parameters) {
      Json parameter = Html.resolve(document, reference);
      html.raw("<tr><th><code>")
          .text(Html.text(parameter, "name"))
          .raw("</code></th><td class=\"in\">");
      html.text(Html.text(parameter, "in"));
      html.text(Html.text(parameter, "required").equals("true") ? ", required" : "")
          .raw("</td><td>");
      html.line(Html.text(parameter, "description"));
      new SchemaView(html).write(Html.member(parameter, "schema"));
      if (parameter.get("example") != null) {
        html.raw("<p class=\"rules\">for example <code>")
            .text(Html.text(parameter, "example"))
            .raw("</code></p>");
      }
      html.raw("</td></tr>");
    }
    html.raw("</table>");
  }

  private void response(String status, Json reference) {
    Json response = Html.resolve(document, reference);
    html.raw("<details").raw(status.startsWith("2") ? " open>" : ">");
    html.raw("<summary><span class=\"status s")
        .text(status.substring(0, 1))
        .raw("\">")
        .text(status);
    html.raw("</span> ").line(Html.text(response, "description")).raw("</summary>");
    headers(Html.member(response, "headers"));
    content(Html.member(response, "content"));
    html.raw("</details>");
  }

  private void headers(Json headers) {
    html.raw("<table class=\"headers\">");
    headers.forEachMember((name, reference) -> {
      Json header = Html.resolve(document, reference);
      html.raw("<tr><th><code>").text(name).raw("</code></th><td>");
      html.line(Html.text(header, "description")).raw("</td></tr>");
    });
    html.raw("</table>");
  }

  private void content(Json content) {
    content.forEachMember((type, media) -> {
      html.raw("<p class=\"over\">").text(type).raw("</p>");
      new SchemaView(html).write(Html.member(media, "schema"));
      if (media.get("example") != null) {
        example("Example", Html.member(media, "example"));
      }
      Html.member(media, "examples")
          .forEachMember((name, example) ->
              example(Html.text(example, "summary"), Html.member(example, "value")));
    });
  }

  private void example(String title, Json value) {
    html.raw("<p class=\"example\">").text(title).raw("</p><pre>");
    html.text(Indented.of(value)).raw("</pre>");
  }
}
