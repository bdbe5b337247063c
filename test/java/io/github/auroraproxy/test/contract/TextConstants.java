package io.github.auroraproxy.test.contract;

import io.github.auroraproxy.customresource.AuroraDatabaseHandler;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The text constants of compiled classes, which show what a class compares its input with.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">The
 *     constant pool</a>
 */
final class TextConstants {

  private static final int UTF8 = 1;

  /** The length of each other kind of constant, without its tag. */
  private static final Map<Integer, Integer> LENGTHS =
      Map.ofEntries(
          Map.entry(3, 4),
          Map.entry(4, 4),
          Map.entry(5, 8),
          Map.entry(6, 8),
          Map.entry(7, 2),
          Map.entry(8, 2),
          Map.entry(9, 4),
          Map.entry(10, 4),
          Map.entry(11, 4),
          Map.entry(12, 4),
          Map.entry(15, 3),
          Map.entry(16, 2),
          Map.entry(17, 4),
          Map.entry(18, 4),
          Map.entry(19, 2),
          Map.entry(20, 2));

  private static final Set<Integer> TAKE_TWO_ENTRIES = Set.of(5, 6);

  private TextConstants() {}

  /** The constants of all classes of the database function. */
  static Set<String> ofFunction() {
    String packageName = AuroraDatabaseHandler.class.getPackageName().replace('.', '/');
    try {
      Path source =
          Path.of(
              AuroraDatabaseHandler.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      if (Files.isDirectory(source)) {
        return constantsBelow(source.resolve(packageName));
      }
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + source.toUri()), Map.of())) {
        return constantsBelow(jar.getPath(packageName));
      }
    } catch (IOException | java.net.URISyntaxException e) {
      throw new IllegalStateException("The function's classes can't be read.", e);
    }
  }

  /** The constants of one class. */
  static Set<String> of(Class<?> type) {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream bytes = type.getResourceAsStream(file)) {
      return constants(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> constantsBelow(Path directory) throws IOException {
    Set<String> constants = new TreeSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        constants.addAll(constants(Files.readAllBytes(file)));
      }
    }
    return constants;
  }

  private static Set<String> constants(byte[] bytes) throws IOException {
    Set<String> constants = new TreeSet<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.skipNBytes(8);
    int count = in.readUnsignedShort();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      if (tag == UTF8) {
        constants.add(in.readUTF());
      } else {
        in.skipNBytes(LENGTHS.get(tag));
      }
      if (TAKE_TWO_ENTRIES.contains(tag)) {
        i++;
      }
    }
    return constants;
  }
}
