package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The classes of an additional jar in {@code pom.xml}. */
public record PomJar(List<Pattern> includes) {
  public PomJar {
    includes = List.copyOf(includes);
  }

  /**
   * The jar of an execution of the jar plugin.
   *
   * @param execution its id
   */
  public static PomJar of(String execution) {
    try {
      Document pom =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(Path.of("pom.xml").toFile());
      var found =
          (NodeList)
              XPathFactory.newDefaultInstance()
                  .newXPath()
                  .evaluate(
                      "//execution[id='" + execution + "']//include", pom, XPathConstants.NODESET);
      List<Pattern> includes = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        includes.add(pattern(found.item(i).getTextContent()));
      }
      if (includes.isEmpty()) {
        throw new IllegalArgumentException("pom.xml has no includes of " + execution);
      }
      return new PomJar(includes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SAXException | ParserConfigurationException | XPathExpressionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Pattern pattern(String include) {
    return Pattern.compile(Pattern.quote(include).replace("*", "\\E[^/]*\\Q"));
  }

  /** Whether it contains this class. */
  public boolean has(String className) {
    String file = className.replace('.', '/') + ".class";
    return includes.stream().anyMatch(it -> it.matcher(file).matches());
  }
}
