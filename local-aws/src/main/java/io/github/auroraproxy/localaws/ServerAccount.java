package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The account PostgreSQL runs under: the present one, or, as it refuses to run as root, one without
 * root's rights.
 */
enum ServerAccount {
  /** The user of this JVM. */
  PRESENT(),
  /** Root, inside a user namespace in which it is nobody: no file changes hands. */
  NAMESPACE("unshare", "--user"),
  /** The user nobody, for containers that forbid user namespaces. */
  NOBODY("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final List<String> prefix;

  ServerAccount(String... prefix) {
    this.prefix = List.of(prefix);
  }

  /** The first account that works here. */
  static ServerAccount choose() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return PRESENT;
    }
    for (ServerAccount account : List.of(NAMESPACE, NOBODY)) {
      if (account.works()) {
        return account;
      }
    }
    throw new LocalAwsException(
        "PostgreSQL refuses to run as root, and neither `unshare --user` nor `setpriv` works here;"
            + " run this as another user.");
  }

  /** The words to put before a command so that it runs under this account. */
  List<String> prefix() {
    return prefix;
  }

  /** Hands the directory and all it holds to this account. */
  void own(Path directory) throws IOException {
    if (this != NOBODY) {
      return;
    }
    UserPrincipal nobody =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setOwner(file, nobody);
      }
    }
  }

  /** Lets this account reach what it owns in a directory of another's, but not list it. */
  void admitTo(Path parent) {
    if (this != NOBODY) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(parent);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(parent, permissions);
    } catch (IOException e) {
      throw new LocalAwsException(
          "The directory " + parent + " can't be opened to the server: " + e.getMessage(), e);
    }
  }

  private boolean works() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(Stream.concat(prefix.stream(), Stream.of("id", "-u")).toList());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      String user =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 && !user.equals("0");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
