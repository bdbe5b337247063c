package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.constructs.ProxyAlarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
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

/** What the project's documents link to is there, and the code that they show compiles. */
class DocumentsTest {

  private static final Path PROJECT =
      Path.of(System.getProperty("basedir")).toAbsolutePath().getParent().normalize();

  static List<Path> documents() {
    try (Stream<Path> root = Files.list(PROJECT);
        Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
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
    Path sources = PROJECT.resolve("test/java/io/github/auroraproxy/test");
    String compiled =
        withoutSpaces(
            Files.readString(sources.resolve("UsingTheConstruct.java"))
                + Files.readString(sources.resolve("CodeOfTheDocs.java")));

    assertThat(java(document)).allSatisfy(code -> assertThat(compiled).contains(code));
  }

  @ParameterizedTest
  @EnumSource(ProxyAlarm.class)
  void everyAlarmHasASectionInTheRunbook(ProxyAlarm alarm) {
    assertThat(anchors(PROJECT.resolve("docs/runbook.md"))).contains(alarm.suffix());
  }

  @Test
  void thereAreLinksToFollowAndCodeToCompile() {
    assertThat(documents()).hasSizeGreaterThan(5);
    assertThat(links(PROJECT.resolve("docs/monitoring.md"))).hasSizeGreaterThan(0);
    assertThat(java(PROJECT.resolve("docs/monitoring.md"))).hasSize(1);
  }

  /** The blocks of Java without spaces, since a page is narrower than code. */
  private static List<String> java(Path document) {
    List<String> blocks = new ArrayList<>();
    parse(document)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock block) {
                if ("java".equals(block.getInfo())) {
                  blocks.add(withoutSpaces(block.getLiteral()));
                }
              }
            });
    return blocks;
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
    List<String> links = new ArrayList<>();
    parse(document)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                links.add(link.getDestination());
                visitChildren(link);
              }
            });
    return links;
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path document) {
    Set<String> anchors = new TreeSet<>();
    parse(document)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Heading heading) {
                anchors.add(
                    text(heading)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
              }
            });
    return anchors;
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }
        });
    return text.toString();
  }

  private static Node parse(Path document) {
    try {
      return Parser.builder().build().parse(Files.readString(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
