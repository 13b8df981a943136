package dev.joinall.config;

import java.util.List;

/** Reads {@code info} for the OpenAPI document. Its keys are those of OpenAPI's Info Object. */
final class InfoReader {
  private static final List<String> TEXTS =
      List.of("title", "version", "summary", "description", "termsOfService");

  private InfoReader() {}

  /** Returns the mapping; reports values that OpenAPI does not allow. */
  static Tree.Mapping read(Fields fields) {
    texts(fields, TEXTS);
    fields.nested("contact").ifPresent(it -> all(it, List.of("name", "url", "email")));
    fields.nested("license").ifPresent(InfoReader::license);
    fields.done();
    return fields.mapping();
  }

  private static void license(Fields license) {
    var _ = license.required("name", "for example name: Apache-2.0");
    all(license, List.of("name", "identifier", "url"));
  }

  private static void all(Fields fields, List<String> keys) {
    texts(fields, keys);
    fields.done();
  }

  private static void texts(Fields fields, List<String> keys) {
    keys.forEach(key -> {
      var _ = fields.text(key);
    });
  }
}
