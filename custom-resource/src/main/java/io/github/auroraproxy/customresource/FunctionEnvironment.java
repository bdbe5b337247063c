package io.github.auroraproxy.customresource;

import io.github.auroraproxy.customresource.connection.RootCertificates;
import io.github.auroraproxy.customresource.connection.Secrets;
import io.github.auroraproxy.customresource.login.LoginTokens;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the function needs from its environment.
 *
 * @param driver pgjdbc's
 * @param secrets a client of Secrets Manager
 * @param tokens makes IAM tokens with the function's credentials
 * @param configuration the clusters that the function may work on
 * @param rootCertificates a PEM file that replaces RDS's and the public authorities, if any
 * @param certificateBundle a PEM file of the team's own that replaces RDS's, if any
 * @param layers where Lambda unpacks the function's layers
 * @param limits how long the function works
 */
record FunctionEnvironment(
    Driver driver,
    Supplier<Secrets> secrets,
    Supplier<LoginTokens> tokens,
    FunctionConfiguration configuration,
    Optional<Path> rootCertificates,
    Optional<Path> certificateBundle,
    Path layers,
    TimeLimits limits) {

  /** Set where the function does not run on Lambda. */
  private static final String LAYERS = "AURORA_PROXY_LAYERS";

  private static final String LAMBDA_LAYERS = "/opt";

  /** The environment of a Lambda function, whose variables state what differs from the defaults. */
  static FunctionEnvironment ofLambda() {
    Path layers = Path.of(Optional.ofNullable(System.getenv(LAYERS)).orElse(LAMBDA_LAYERS));
    return new FunctionEnvironment(
        new org.postgresql.Driver(),
        Secrets::create,
        LoginTokens::create,
        FunctionConfiguration.ofEnvironment(),
        RootCertificates.override(),
        RootCertificates.bundle(layers),
        layers,
        TimeLimits.OF_LAMBDA);
  }

  /** The certificate authorities that the certificate of a cluster is verified against. */
  Path authorities() {
    return rootCertificates.or(() -> certificateBundle).orElseGet(RootCertificates::ofRds);
  }
}
