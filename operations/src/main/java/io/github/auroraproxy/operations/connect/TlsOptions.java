package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.operations.aws.AwsClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options {@code --tls} and {@code --ca}. */
public final class TlsOptions {

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM file of the authorities to trust. Default: PGSSLROOTCERT, else those of Java, which"
              + " know Amazon's.")
  private Path certificates;

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      defaultValue = "verify-full",
      description =
          "${COMPLETION-CANDIDATES}; require verifies nothing, for emulators. Default:"
              + " ${DEFAULT-VALUE}.")
  private TlsMode tls;

  /** The file that PGSSLROOTCERT names; {@code system} names none, as for psql. */
  private static Optional<Path> fromEnvironment() {
    return Optional.ofNullable(System.getenv("PGSSLROOTCERT"))
        .filter(file -> !file.equals("system"))
        .map(Path::of);
  }

  /**
   * A login that verifies the certificate as the options say.
   *
   * @throws UsageException if the certificates can't be read
   */
  public TokenLogin login(AwsClients aws, Endpoint endpoint) {
    Optional<Path> file = Optional.ofNullable(certificates).or(TlsOptions::fromEnvironment);
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(
            path -> {
              throw new UsageException(
                  "The certificates " + path + " can't be read; give a PEM file with --ca.");
            });
    return new TokenLogin(aws, endpoint, tls, file);
  }
}
