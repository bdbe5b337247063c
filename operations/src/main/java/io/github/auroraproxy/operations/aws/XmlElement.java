package io.github.auroraproxy.operations.aws;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an answer of EC2.
 *
 * @param text what stands directly in it
 */
record XmlElement(String name, List<XmlElement> children, String text) {

  private static final XMLInputFactory XML = factory();

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * Reads a document.
   *
   * @return its root
   * @throws XMLStreamException if it is no well-formed XML
   */
  static XmlElement read(InputStream document) throws XMLStreamException {
    XMLStreamReader reader = XML.createXMLStreamReader(document);
    try {
      reader.nextTag();
      return element(reader);
    } finally {
      reader.close();
    }
  }

  private static XmlElement element(XMLStreamReader reader) throws XMLStreamException {
    String name = reader.getLocalName();
    List<XmlElement> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader));
      } else if (event == XMLStreamConstants.CHARACTERS) {
        text.append(reader.getText());
      }
    }
    return new XmlElement(name, children, text.toString());
  }

  /** The first child of that name. */
  Optional<XmlElement> child(String childName) {
    return children.stream().filter(child -> child.name().equals(childName)).findFirst();
  }

  /** The text of the first child of that name. */
  Optional<String> text(String childName) {
    return child(childName).map(XmlElement::text);
  }

  /** The elements of the list of that name. */
  Stream<XmlElement> items(String listName) {
    return child(listName).stream().flatMap(list -> list.children().stream());
  }
}
