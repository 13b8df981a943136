package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Converts XML to a value: an element is an object of its attributes ({@code @id}), its text
 * ({@code #text}) and its child elements, which are a list if there are several with one name. An
 * element with only a text is that text. Names keep their prefixes. External entities are not read,
 * and the document type is not part of the value.
 */
final class XmlValue {
  /** Like the limit of JSON. */
  private static final int MAX_DEPTH = 60;

  private static final int DECLARATION = 200;
  private static final Pattern ENCODING =
      Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
  private static final XMLInputFactory PARSERS = parsers();

  private final XMLStreamReader in;

  private XmlValue(XMLStreamReader in) {
    this.in = in;
  }

  private static XMLInputFactory parsers() {
    XMLInputFactory parsers = XMLInputFactory.newDefaultFactory();
    parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    parsers.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    parsers.setProperty(XMLInputFactory.IS_COALESCING, true);
    return parsers;
  }

  /** Loads the parser at start-up, and not on an event loop. */
  static void prepare() {
    var _ = of("<a b=\"c\">d</a>");
  }

  /** The encoding that the text declares. */
  static Optional<String> encoding(byte[] bytes, int length) {
    String start = new String(bytes, 0, Math.min(length, DECLARATION), ISO_8859_1);
    Matcher declared = ENCODING.matcher(start);
    return declared.find() ? Optional.of(declared.group(1)) : Optional.empty();
  }

  static Json of(String xml) {
    try {
      XMLStreamReader reader = PARSERS.createXMLStreamReader(new StringReader(xml));
      try {
        return new XmlValue(reader).document();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      throw malformed("not valid XML" + (line > 0 ? ", line " + line : ""));
    }
  }

  private Json document() throws XMLStreamException {
    Map<String, Object> root = new LinkedHashMap<>();
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          String name = in.getLocalName();
          root.put(name, element(1));
        }
        case XMLStreamConstants.DTD -> throw malformed("XML with a document type is not read");
        default -> {
          // comments, instructions and blanks
        }
      }
    }
    return Json.of(root);
  }

  private Object element(int depth) throws XMLStreamException {
    if (depth > MAX_DEPTH) {
      throw malformed("XML with more than " + MAX_DEPTH + " levels");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < in.getAttributeCount(); i++) {
      members.put("@" + attribute(i), in.getAttributeValue(i));
    }
    var text = new StringBuilder();
    while (true) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          String name = in.getLocalName();
          add(members, name, element(depth + 1));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(in.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return value(members, text.toString());
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> throw malformed("an unknown entity");
        default -> {
          // comments and instructions
        }
      }
    }
  }

  private String attribute(int index) {
    String prefix = in.getAttributePrefix(index);
    String name = in.getAttributeLocalName(index);
    return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
  }

  @SuppressWarnings("unchecked") // this class creates the lists
  private static void add(Map<String, Object> members, String name, Object value) {
    members.merge(
        name,
        value,
        (before, more) -> {
          List<Object> all =
              before instanceof List<?> list
                  ? (List<Object>) list
                  : new ArrayList<>(List.of(before));
          all.add(more);
          return all;
        });
  }

  private static Object value(Map<String, Object> members, String text) {
    if (members.isEmpty()) {
      return text;
    }
    if (!text.isBlank()) {
      members.put("#text", text);
    }
    return members;
  }

  private static StepException malformed(String detail) {
    return new StepException(Fault.Type.MALFORMED, detail);
  }
}
