package dev.joinall.web;

import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Inputs.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds an object of the declared fields of a form or a multipart body. Undeclared fields are
 * ignored, like undeclared query parameters. For one request.
 */
final class BodyFields {
  private final BodyContent declared;
  private final InputBinder binder;
  private final Map<String, List<Json>> values = new LinkedHashMap<>();

  /**
   * @param binder collects the violations
   */
  BodyFields(BodyContent declared, InputBinder binder) {
    this.declared = declared;
    this.binder = binder;
  }

  void violate(String name, String detail) {
    binder.violations().add(new InputBinder.InputViolation("body", name, detail));
  }

  void text(String name, String text) {
    BodyContent.@Nullable Field field = declared.fields().get(name);
    if (field == null) {
      return;
    }
    if (field.file()) {
      reject(name, "is a text, but must be a file");
    } else if (!text.isEmpty() || field.form() == Form.TEXT) {
      add(name, InputBinder.value(field.form(), text)); // browsers send empty numbers as well
    }
  }

  /**
   * @param bytes the whole body
   */
  void file(MultipartParser.Part part, byte[] bytes) {
    BodyContent.@Nullable Field field = declared.fields().get(part.name());
    String filename = part.filename().orElseThrow();
    if (field == null || (filename.isEmpty() && part.size() == 0)) {
      return; // a browser sends an empty file where none was chosen
    }
    if (!field.file()) {
      violate(part.name(), "is a file, but must be a text");
      return;
    }
    String type = part.contentType().orElse("application/octet-stream");
    List<String> types = field.rules().types();
    if (!RequestContent.isOneOf(types, ContentType.of(type).type())) {
      reject(part.name(), "is none of " + String.join(", ", types));
    } else if (field.rules().maxSize().isPresent()
        && part.size() > field.rules().maxSize().getAsInt()) {
      reject(part.name(), "has more than " + field.rules().maxSize().getAsInt() + " bytes");
    } else {
      add(part.name(), RequestContent.file(type, part.filename(), bytes, part.from(), part.to()));
    }
  }

  /** Adds a violation. The null value keeps the field from also being reported as missing. */
  private void reject(String name, String detail) {
    violate(name, detail);
    add(name, Json.NULL);
  }

  private void add(String name, Json value) {
    values.computeIfAbsent(name, it -> new ArrayList<>(1)).add(value);
  }

  Json value() {
    Map<String, Json> object = new LinkedHashMap<>();
    values.forEach((name, all) -> {
      BodyContent.Field field = declared.fields().get(name);
      boolean list = field != null && field.list();
      if (!list && all.size() > 1) {
        violate(name, "is given " + all.size() + " times");
      }
      object.put(name, list ? Json.of(all) : all.getFirst());
    });
    return Json.of(object);
  }
}
