package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.migrations.MigrationDirectory;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.AssetHashType;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.constructs.Construct;

/** The layers of the database function: migrations, and a certificate bundle. */
public final class FunctionLayers {

  private static final int SHORT_FINGERPRINT = 16;

  /** Lambda's own limit. */
  private static final int MOST_LAYERS = 5;

  private final Construct scope;
  private final Function function;
  private boolean hasCertificates;
  private int directories;

  /**
   * @param scope in which the layers stand
   */
  public FunctionLayers(Construct scope, Function function) {
    this.scope = scope;
    this.function = function;
  }

  /** The certificates that the function verifies clusters against, before any migrations. */
  public void add(CertificateBundle certificates) {
    hasCertificates = true;
    add(
        "Certificates",
        "Certificate authorities of the cluster",
        certificates.staged(),
        certificates.fingerprint());
  }

  /** A directory of migrations, once. */
  public void add(Guard guard, MigrationDirectory directory) {
    String id = id("Migrations", directory.fingerprint());
    if (scope.getNode().tryFindChild(id) == null) {
      guard.check(
          ++directories <= MOST_LAYERS - (hasCertificates ? 1 : 0),
          "migrations",
          "is directory number "
              + directories
              + " of the stack and VPC, and a Lambda function takes "
              + MOST_LAYERS
              + " layers"
              + (hasCertificates ? ", of which one is the certificate bundle" : "")
              + "; put some of the databases in another stack");
      add(
          "Migrations",
          "Migrations of the application's database",
          directory.staged(),
          directory.fingerprint());
    }
  }

  private void add(String kind, String description, Path content, String fingerprint) {
    function.addLayers(
        LayerVersion.Builder.create(scope, id(kind, fingerprint))
            .description(description)
            .code(
                Code.fromAsset(
                    content.toString(),
                    AssetOptions.builder()
                        .assetHash(fingerprint)
                        .assetHashType(AssetHashType.CUSTOM)
                        .build()))
            .compatibleRuntimes(List.of(Runtime.JAVA_25))
            .build());
  }

  private static String id(String kind, String fingerprint) {
    return kind + fingerprint.substring(0, SHORT_FINGERPRINT);
  }
}
