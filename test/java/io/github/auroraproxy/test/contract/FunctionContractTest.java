package io.github.auroraproxy.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.customresource.plan.SampleMigration;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import io.github.auroraproxy.test.AnotherTeam;
import io.github.auroraproxy.test.CdkApp;
import io.github.auroraproxy.test.CertificateFiles;
import io.github.auroraproxy.test.SynthesizedTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** The function finds its handler, environment and layers where the constructs put them. */
class FunctionContractTest {

  private static final String FUNCTION = "AWS::Lambda::Function";
  private static final String ENVIRONMENT = "AURORA_PROXY_[A-Z_]+";

  /** Set by whoever runs the function outside of Lambda. */
  private static final String OUTSIDE_OF_LAMBDA = "AURORA_PROXY_LAYERS";

  @TempDir static Path migrations;

  private static App app;
  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() throws Exception {
    Files.writeString(migrations.resolve("V1__orders.sql"), "CREATE TABLE orders (id int);\n");
    app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack))))
        .migrations(Migrations.fromDirectory(migrations))
        .certificateBundle(CertificateFiles.AUTHORITY.toString())
        .build();
    template = SynthesizedTemplate.of(app, "Shop");
  }

  @Test
  void lambdaFindsTheHandler() throws Exception {
    String[] handler = function().get("Handler").asText().split("::");

    assertThat(Class.forName(handler[0]).getMethods())
        .extracting(java.lang.reflect.Method::getName)
        .contains(handler[1]);
  }

  @Test
  void theFunctionHandlesBothResourceTypes() {
    assertThat(TextConstants.ofFunction())
        .contains(ApplicationDatabase.RESOURCE_TYPE, LoginCheck.RESOURCE_TYPE);
  }

  @Test
  void theFunctionReadsEachVariableThatIsSetAndNoOther() {
    Set<String> set = new TreeSet<>(Set.of(OUTSIDE_OF_LAMBDA));
    function().at("/Environment/Variables").fieldNames().forEachRemaining(set::add);

    assertThat(TextConstants.ofFunction())
        .filteredOn(constant -> constant.matches(ENVIRONMENT))
        .containsExactlyInAnyOrderElementsOf(set);
  }

  @Test
  void theFunctionReadsTheConfigurationOfItsClusters() {
    String clusters =
        "[{'host':'db.example.invalid','port':'5432','tls':'require','adminSecretArn':'arn'}]"
            .replace('\'', '"');
    JsonNode written = function().at("/Environment/Variables/AURORA_PROXY_CLUSTERS");

    assertThat(FunctionConfiguration.of(clusters).clusters())
        .singleElement()
        .satisfies(
            cluster -> {
              assertThat(cluster.host()).isEqualTo("db.example.invalid");
              assertThat(cluster.port()).isEqualTo(5432);
              assertThat(cluster.tls().sslMode()).isEqualTo("require");
              assertThat(cluster.adminSecretArn()).isEqualTo("arn");
            });
    assertThat(written.toString().split("\\\\\""))
        .contains("host", "port", "tls", "adminSecretArn", "verify-full");
  }

  @Test
  void theFunctionFindsTheMigrationsInTheirLayer() {
    Path layer = layer("Migrations of the application's database");
    String fingerprint =
        template.only(ApplicationDatabase.RESOURCE_TYPE).get("Migrations").asText();
    JsonNode properties =
        SynthesizedTemplate.json(
            """
            {'Host': 'db.example.invalid', 'Port': '5432', 'DatabaseTls': 'require',
             'AdminSecretArn': 'arn', 'DatabaseName': 'orders', 'Users': [], 'Migrations': '%s'}
            """
                .formatted(fingerprint));
    DesiredState state =
        DesiredState.parse(
            properties,
            FunctionConfiguration.of(
                "[{'host':'db.example.invalid','port':'5432','tls':'require','adminSecretArn':'arn'}]"
                    .replace('\'', '"')));

    assertThat(state.migrations().directory(layer).orElseThrow().resolve("V1__orders.sql"))
        .isRegularFile();
  }

  @Test
  void theFunctionFindsTheCertificatesInTheirLayer() {
    String file = function().at("/Environment/Variables/AURORA_PROXY_ROOT_CERTIFICATES").asText();

    assertThat(layer("Certificate authorities of the cluster").resolve(file)).isRegularFile();
  }

  @Test
  void noMigrationHasTheVersionOfTheSample(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve(SampleMigration.SCRIPT), "SELECT 1;\n");

    assertThatThrownBy(() -> Migrations.fromDirectory(directory))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("has the version of the packaged sample");
  }

  private static JsonNode function() {
    return template.only(FUNCTION, "/Runtime", "java25");
  }

  /** The directory that becomes the layer. */
  private static Path layer(String description) {
    String asset =
        template
            .only("AWS::Lambda::LayerVersion", "/Description", description)
            .at("/Content/S3Key")
            .asText()
            .replaceFirst("\\.zip$", "");
    return Path.of(app.synth().getDirectory()).resolve("asset." + asset);
  }
}
