package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Tests a team's own certificate authorities, from the file to the function's layer. */
class CertificateBundleTest {

  private static final String NOT_PUBLISHED =
      "the RDS certificate bundle that the function carries has no root for .*";
  private static final String SHARED =
      ": certificateBundle differs from that of the first construct of this stack and VPC, with"
          + " which it shares its function; give both the same, or put one of them in another"
          + " stack.";

  @TempDir Path directory;

  private Stack stack;
  private AuroraCluster cluster;

  @BeforeEach
  void inAnyRegion() {
    in(StackProps.builder().build());
  }

  @Test
  void travelsAsALayerUnderItsFingerprintWhereTheFunctionIsToldToLook() throws Exception {
    Path bundle = directory.resolve("bundle.pem");
    Files.writeString(
        bundle,
        "Authority of the tests\n"
            + Files.readString(CertificateFiles.AUTHORITY)
            + "\nand a server\n"
            + Files.readString(CertificateFiles.SERVER));
    database("orders", database -> database.certificateBundle(bundle.toString()));
    App app = (App) stack.getNode().getRoot();
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    JsonNode function = template.only("AWS::Lambda::Function", "/Runtime", "java25");
    String layer = template.idOf("AWS::Lambda::LayerVersion");
    String path = function.at("/Environment/Variables/AURORA_PROXY_ROOT_CERTIFICATES").asText();
    assertThat(path).isEqualTo("certificates/" + sha256(bundle) + ".pem");
    assertThat(function.at("/Layers/0/Ref").asText()).isEqualTo(layer);
    String asset = template.resource(layer).at("/Properties/Content/S3Key").asText();
    assertThat(
            Path.of(app.synth().getDirectory())
                .resolve("asset." + asset.replace(".zip", ""))
                .resolve(path))
        .hasSameBinaryContentAs(bundle);
  }

  @Test
  void theSettingTakesItsPath() {
    App withSetting =
        CdkApp.create(
            CdkApp.onTheExampleCluster(
                Map.of("certificateBundle", CertificateFiles.AUTHORITY.toString())),
            CdkApp.answers());
    AuroraProxyApp.addStacks(withSetting);

    assertThat(
            SynthesizedTemplate.of(withSetting, AuroraProxyApp.PROXY_STACK)
                .only("AWS::Lambda::Function", "/Runtime", "java25")
                .at("/Environment/Variables/AURORA_PROXY_ROOT_CERTIFICATES")
                .asText())
        .matches("certificates/[0-9a-f]{64}\\.pem");
  }

  @Test
  void aFileThatDoesNotExist() {
    refused(
        directory.resolve("missing.pem"),
        "is no file below " + Path.of("").toAbsolutePath() + "; name a PEM file.");
  }

  @Test
  void aFileThatIsTooLarge() throws Exception {
    refused(
        written(Files.readString(CertificateFiles.AUTHORITY) + "\n".repeat(1 << 20)),
        "has "
            + ((1 << 20) + Files.size(CertificateFiles.AUTHORITY))
            + " bytes; use a PEM file of at most 1048576.");
  }

  @Test
  void aFileThatIsNotPem() throws Exception {
    byte[] der =
        Base64.getMimeDecoder()
            .decode(
                Files.readString(CertificateFiles.AUTHORITY).replaceAll("-----[A-Z ]+-----", ""));
    Path binary = directory.resolve("authority.der");
    Files.write(binary, der);

    refused(
        binary,
        "holds no certificate in PEM form; use the bundle that AWS publishes for the region, or the"
            + " authority that issued the cluster's certificate.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "TRUSTED CERTIFICATE"})
  void aFileWithMoreThanCertificates(String block) throws Exception {
    refused(
        written(
            Files.readString(CertificateFiles.AUTHORITY)
                + "-----BEGIN %s-----\nAAAA\n-----END %s-----\n".formatted(block, block)),
        "holds a " + block + "; use a file of certificates only.");
  }

  @Test
  void aFileWithADamagedCertificate() throws Exception {
    String good = Files.readString(CertificateFiles.AUTHORITY);

    refused(
        written(good + good.replaceFirst("(?m)^M.{20}", "MAAAAAAAAAAAAAAAAAAAA")),
        "holds a certificate that can't be read; get the file again.");
  }

  @Test
  void aFileThatWasCutOff() throws Exception {
    String good = Files.readString(CertificateFiles.AUTHORITY);

    refused(
        written(good + good.substring(0, good.indexOf("-----END"))),
        "holds a certificate that can't be read; get the file again.");
  }

  @Test
  void aFileWithoutAnAuthority() {
    refused(
        CertificateFiles.SERVER,
        "holds no certificate of an authority; use the bundle that AWS publishes for the region, or"
            + " the authority that issued the cluster's certificate.");
  }

  @Test
  void certificatesThatHaveExpiredAreWarnedOf() throws Exception {
    Path bundle =
        written(
            Files.readString(CertificateFiles.AUTHORITY)
                + Files.readString(CertificateFiles.EXPIRED));
    database("orders", database -> database.certificateBundle(bundle.toString()));

    Annotations.fromStack(stack)
        .hasWarning(
            "*",
            Match.stringLikeRegexp(
                "the certificate bundle has certificates that have expired \\(CN=Authority of"
                    + " 2019\\); get a current bundle, in case the cluster's authority is a newer"
                    + " one\\..*"));
  }

  @Test
  void constructsOfOneFunctionShareTheBundleOfTheFirst() throws Exception {
    Path same = directory.resolve("same.pem");
    Files.copy(CertificateFiles.AUTHORITY, same);
    database(
        "first", database -> database.certificateBundle(CertificateFiles.AUTHORITY.toString()));
    database("second", database -> database.certificateBundle(same.toString()));
    database("third", UnaryOperator.identity());

    assertThatThrownBy(
            () ->
                database(
                    "other",
                    database -> database.certificateBundle(CertificateFiles.EXPIRED.toString())))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("ApplicationDatabase Shop/other" + SHARED);
  }

  @Test
  void aBundleThatTheFirstConstructOfAFunctionLacks() {
    database("first", UnaryOperator.identity());

    assertThatThrownBy(
            () ->
                database(
                    "second",
                    database -> database.certificateBundle(CertificateFiles.AUTHORITY.toString())))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("ApplicationDatabase Shop/second" + SHARED);
  }

  @Test
  void itTakesOneOfTheFunctionsFiveLayers() throws Exception {
    for (int number = 1; number <= 4; number++) {
      Migrations migrations = migrations(number);
      database(
          "database" + number,
          database ->
              database
                  .certificateBundle(CertificateFiles.AUTHORITY.toString())
                  .migrations(migrations));
    }
    Migrations fifth = migrations(5);

    assertThatThrownBy(() -> database("database5", database -> database.migrations(fifth)))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/database5: migrations is directory number 5 of the stack and"
                + " VPC, and a Lambda function takes 5 layers, of which one is the certificate"
                + " bundle; put some of the databases in another stack.");
  }

  @ParameterizedTest
  @CsvSource({
    "us-gov-west-1, AWS GovCloud \\(US\\), truststore.pki.us-gov-west-1.rds.amazonaws.com",
    "us-gov-east-1, AWS GovCloud \\(US\\), truststore.pki.us-gov-west-1.rds.amazonaws.com",
    "cn-north-1, the China Regions, rds-truststore.s3.cn-north-1.amazonaws.com.cn",
    "cn-northwest-1, the China Regions, rds-truststore.s3.cn-north-1.amazonaws.com.cn"
  })
  void whereTheRdsBundleHasNoRootAWarningSaysWhichBundleHas(
      String region, String partition, String host) {
    inRegion(region);
    database("orders", UnaryOperator.identity());

    Annotations.fromStack(stack)
        .hasWarning(
            "/Shop/orders",
            Match.stringLikeRegexp(
                "the RDS certificate bundle that the function carries has no root for "
                    + partition
                    + ", so the function would refuse the cluster's certificate; download https://"
                    + host
                    + "/global/global-bundle.pem and give its path as certificateBundle\\..*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-east-1", "eu-central-1"})
  void noWarningWhereTheRdsBundleHasTheRoots(String region) {
    inRegion(region);
    database("orders", UnaryOperator.identity());

    notWarned();
  }

  @Test
  void noWarningWhereTheRegionIsUnknown() {
    database("orders", UnaryOperator.identity());

    notWarned();
  }

  @Test
  void noWarningWhereABundleIsGivenOrNothingIsVerified() {
    inRegion("us-gov-west-1");
    database(
        "given", database -> database.certificateBundle(CertificateFiles.AUTHORITY.toString()));
    database("shared", UnaryOperator.identity());
    notWarned();

    inRegion("cn-north-1");
    database("emulated", database -> database.databaseTls(DatabaseTls.REQUIRE));
    notWarned();
  }

  private void notWarned() {
    Annotations.fromStack(stack).hasNoWarning("*", Match.stringLikeRegexp(NOT_PUBLISHED));
  }

  private void inRegion(String region) {
    in(
        StackProps.builder()
            .env(Environment.builder().account("111122223333").region(region).build())
            .build());
  }

  private void in(StackProps props) {
    stack = new Stack(CdkApp.create(), "Shop", props);
    cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
  }

  private void database(String name, UnaryOperator<ApplicationDatabaseProps.Builder> change) {
    ApplicationDatabaseProps.Builder props = ApplicationDatabaseProps.builder();
    new ApplicationDatabase(
        stack, name, change.apply(props).cluster(cluster).databaseName(name).build());
  }

  private Path written(String content) throws IOException {
    return Files.writeString(directory.resolve("bundle.pem"), content);
  }

  private Migrations migrations(int number) throws IOException {
    Path files = Files.createDirectory(directory.resolve("migrations" + number));
    Files.writeString(files.resolve("V1__orders.sql"), "SELECT " + number + ";");
    return Migrations.fromDirectory(files);
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private void refused(Path bundle, String complaint) {
    assertThatThrownBy(
            () -> database("refused", database -> database.certificateBundle(bundle.toString())))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/refused: certificateBundle is '"
                + bundle
                + "', which "
                + complaint);
  }
}
