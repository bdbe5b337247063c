package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.constructs.monitoring.ProxyAlarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets of all links in the documents exist, and the code in them compiles. */
class DocumentsTest {

  static List<Path> documents() {
    try (Stream<Path> root = Files.list(Project.ROOT);
        Stream<Path> docs = Files.list(Project.ROOT.resolve("docs"))) {
      return Stream.concat(root, docs).filter(file -> file.toString().endsWith(".md")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyRelativeLinkLeadsToAFileAndToAHeadingOfIt(Path document) {
    List<String> broken =
        links(document).stream()
            .filter(link -> !link.contains("://"))
            .filter(link -> !resolves(document, link))
            .toList();

    assertThat(broken).as("links of %s", document.getFileName()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void theJavaThatItShowsIsCompiled(Path document) throws IOException {
    Path sources = Project.ROOT.resolve("test/java/io/github/auroraproxy/test");
    String compiled =
        withoutSpaces(
            Files.readString(sources.resolve("UsingTheConstruct.java"))
                + Files.readString(sources.resolve("CodeOfTheDocs.java")));

    assertThat(java(document)).allSatisfy(code -> assertThat(compiled).contains(code));
  }

  @ParameterizedTest
  @EnumSource(ProxyAlarm.class)
  void everyAlarmHasASectionInTheRunbook(ProxyAlarm alarm) {
    assertThat(anchors(Project.ROOT.resolve("docs/runbook.md"))).contains(alarm.suffix());
  }

  @Test
  void thereAreLinksToFollowAndCodeToCompile() {
    assertThat(documents()).hasSizeGreaterThan(5);
    assertThat(links(Project.ROOT.resolve("docs/monitoring.md"))).hasSizeGreaterThan(0);
    assertThat(java(Project.ROOT.resolve("docs/monitoring.md"))).hasSize(1);
  }

  /** The blocks of Java without spaces, since a page is narrower than code. */
  private static List<String> java(Path document) {
    return within(parse(document), FencedCodeBlock.class)
        .filter(block -> "java".equals(block.getInfo()))
        .map(block -> withoutSpaces(block.getLiteral()))
        .toList();
  }

  private static String withoutSpaces(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static boolean resolves(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private static List<String> links(Path document) {
    return within(parse(document), Link.class).map(Link::getDestination).toList();
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path document) {
    return within(parse(document), Heading.class)
        .map(
            heading ->
                text(heading)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String text(Node node) {
    return within(node, Node.class)
        .map(
            part ->
                part instanceof Text text
                    ? text.getLiteral()
                    : part instanceof Code code ? code.getLiteral() : "")
        .collect(Collectors.joining());
  }

  /** The nodes of a type at any depth, in the order of the text. */
  private static <T extends Node> Stream<T> within(Node parent, Class<T> type) {
    return Stream.iterate(parent.getFirstChild(), Objects::nonNull, Node::getNext)
        .flatMap(node -> Stream.concat(Stream.of(node), within(node, Node.class)))
        .filter(type::isInstance)
        .map(type::cast);
  }

  private static Node parse(Path document) {
    try {
      return Parser.builder().build().parse(Files.readString(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
