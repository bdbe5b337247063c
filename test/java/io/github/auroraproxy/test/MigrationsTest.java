package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.Migrations;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** Tests a team's directory of SQL files, from the directory to the function's layer. */
class MigrationsTest {

  @TempDir Path directory;

  @Test
  void travelAsALayerUnderTheirFingerprint() throws Exception {
    write("V1__orders.sql", "CREATE TABLE orders (id int);");
    write("later/V2_1__index.sql", "CREATE INDEX ON orders (id);");
    write("later/V2_1__index.sql.conf", "executeInTransaction=false");
    write("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1;");
    write("README.md", "not a migration");
    App app = CdkApp.create();
    SynthesizedTemplate template = synthesized(app);

    String fingerprint = template.only("Custom::AuroraDatabase").get("Migrations").asText();
    String layer = template.idOf("AWS::Lambda::LayerVersion");
    assertThat(
            template
                .only("AWS::Lambda::Function", "/Runtime", "java25")
                .at("/Layers/0/Ref")
                .asText())
        .isEqualTo(layer);
    String asset = template.resource(layer).at("/Properties/Content/S3Key").asText();
    Path content =
        Path.of(app.synth().getDirectory())
            .resolve("asset." + asset.replace(".zip", ""))
            .resolve("migrations")
            .resolve(fingerprint);
    assertThat(content.resolve("V1__orders.sql")).hasContent("CREATE TABLE orders (id int);");
    assertThat(content.resolve("later/V2_1__index.sql.conf")).exists();
    assertThat(content.resolve("README.md")).doesNotExist();
  }

  @Test
  void aChangedFileChangesTheFingerprintAndAnotherPlaceDoesNot(@TempDir Path elsewhere)
      throws Exception {
    write("V1__orders.sql", "CREATE TABLE orders (id int);");
    Files.copy(directory.resolve("V1__orders.sql"), elsewhere.resolve("V1__orders.sql"));
    Migrations first = Migrations.fromDirectory(directory);

    assertThat(Migrations.fromDirectory(elsewhere)).isEqualTo(first);
    write("V1__orders.sql", "CREATE TABLE orders (id bigint);");
    assertThat(Migrations.fromDirectory(directory)).isNotEqualTo(first);
  }

  @Test
  void oneDirectoryForSeveralDatabasesIsOneLayer() throws Exception {
    write("V1__orders.sql", "CREATE TABLE orders (id int);");
    Stack stack = new Stack(CdkApp.create(), "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    for (String name : List.of("first", "second")) {
      proxy(stack, cluster, name, Migrations.fromDirectory(directory));
    }

    assertThat(
            SynthesizedTemplate.of((App) stack.getNode().getRoot(), "Shop")
                .all("AWS::Lambda::LayerVersion"))
        .hasSize(1);
  }

  @Test
  void aSixthDirectoryOfAStackAndVpcIsRefused() throws Exception {
    write("V1__orders.sql", "CREATE TABLE orders (id int);");
    Stack stack = new Stack(CdkApp.create(), "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    for (int number = 1; number <= 5; number++) {
      write("V2__more.sql", "SELECT " + number + ";");
      proxy(stack, cluster, "proxy" + number, Migrations.fromDirectory(directory));
    }
    write("V2__more.sql", "SELECT 6;");

    assertThatThrownBy(() -> proxy(stack, cluster, "proxy6", Migrations.fromDirectory(directory)))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/proxy6/Database: migrations is directory number 6 of the"
                + " stack and VPC, and a Lambda function takes 5 layers; put some of the databases"
                + " in another stack.");
  }

  @Test
  void aDirectoryThatDoesNotExist() {
    refused(
        "directory does not exist below "
            + Path.of("").toAbsolutePath()
            + "; name a directory of SQL files.",
        directory.resolve("missing"));
  }

  @Test
  void aDirectoryWithoutAVersionedFile() throws Exception {
    write("R__view.sql", "SELECT 1;");

    refused(
        "directory holds no versioned SQL file; add one named like V1__what_it_does.sql.",
        directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "V1_orders.sql",
        "orders.sql",
        "v1__orders.sql",
        "V__orders.sql",
        "V1__orders.SQL"
      })
  void aFileThatFlywayWouldPassOver(String name) throws Exception {
    write(name, "SELECT 1;");

    refused(
        name
            + " has a name that Flyway passes over; use V1__what_it_does.sql, or"
            + " R__what_it_does.sql for what is applied whenever it changes.",
        directory);
  }

  @Test
  void twoFilesOfOneVersion() throws Exception {
    write("V1.1__orders.sql", "SELECT 1;");
    write("V1_1__items.sql", "SELECT 1;");

    refused(
        "V1_1__items.sql has the version of V1.1__orders.sql; give each file its own.", directory);
  }

  @ParameterizedTest
  @CsvSource({
    "V1__a.sql, V01__b.sql, version",
    "V1.0__a.sql, V1__b.sql, version",
    "R__view.sql, z/R__view.sql, name"
  })
  void twoFilesThatFlywayTakesForOne(String first, String second, String what) throws Exception {
    write("V5__orders.sql", "SELECT 1;");
    write(first, "SELECT 1;");
    write(second, "SELECT 1;");

    assertThatThrownBy(() -> Migrations.fromDirectory(directory))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("has the " + what + " of ")
        .hasMessageEndingWith("; give each file its own.");
  }

  @Test
  void theVersionOfTheSample() throws Exception {
    write("V0.0.1__orders.sql", "SELECT 1;");

    refused(
        "V0.0.1__orders.sql has the version of the packaged sample, 0.0.1; use another.",
        directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void aFileInAWideEncoding(String encoding) throws Exception {
    write("V1__orders.sql", "SELECT 1;");
    Files.write(directory.resolve("V2__wide.sql"), "SELECT 2;".getBytes(Charset.forName(encoding)));

    refused(
        "V2__wide.sql line 1 holds a zero byte, as UTF-16 does and PostgreSQL refuses; save the"
            + " file as UTF-8.",
        directory);
  }

  @ParameterizedTest
  @CsvSource({"'-- ä\nSELECT 1;', 1, E4", "'-- a\nSELECT ''für'';', 2, FC"})
  void aFileInLatin1(String content, int line, String code) throws Exception {
    Files.write(directory.resolve("V1__orders.sql"), content.getBytes(StandardCharsets.ISO_8859_1));

    refused(
        "V1__orders.sql line "
            + line
            + " holds the byte 0x"
            + code
            + ", which is not UTF-8, but may be Latin-1; save the file as UTF-8.",
        directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "-- nothing\n/* /* at */ all */", ";\n;"})
  void anEmptyFile(String content) throws Exception {
    write("V1__orders.sql", content);

    refused("V1__orders.sql holds no statement; write one, or delete the file.", directory);
  }

  @ParameterizedTest
  @CsvSource({"\\restrict abc,\\restrict", "'  \\connect other',\\connect", "\\i more.sql,\\i"})
  void aCommandOfPsql(String line, String command) throws Exception {
    write("V1__orders.sql", "SELECT '\n''';\n" + line + "\nSELECT 1;");

    refused(
        "V1__orders.sql line 3 is the psql command '"
            + command
            + "', which PostgreSQL does not know; delete the line, as pg_dump's \\restrict, or put"
            + " SQL in its place.",
        directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '\n\\restrict';",
        "SELECT E'\\'\n\\restrict';",
        "SELECT $$\n\\restrict $$;",
        "SELECT $a$ $$\n\\restrict $a$;",
        "SELECT 1 AS a$1;\n-- $$\nSELECT 2 AS \"\n\\restrict\";",
        "/* /* */\n\\restrict */ SELECT 1;",
        "SELECT 1; -- it's\n-- \\restrict",
        "COPY t (a, b) FROM stdin;\n\\N\t1\n\\\\x\t2\n\\.\nSELECT 1;",
        "SELECT '${name}', ${x};",
        "\uFEFFSELECT 'für';",
        "DO $$ BEGIN END $$"
      })
  void whatOnlyLooksLikeACommandOrIsPlainText(String content) throws Exception {
    write("V1__orders.sql", content);

    assertThat(Migrations.fromDirectory(directory)).isNotNull();
  }

  @Test
  void afterTheRowsOfACopyCommandsCountAgain() throws Exception {
    write("V1__orders.sql", "COPY t (a) FROM stdin;\n\\N\n\\.\n\\connect other");

    assertThatThrownBy(() -> Migrations.fromDirectory(directory))
        .hasMessageContaining("V1__orders.sql line 4 is the psql command '\\connect'");
  }

  @Test
  void settingsOfAScript() throws Exception {
    write("V1__orders.sql", "SELECT 1;");
    write("V1__orders.sql.conf", "# comment\nexecuteInTransaction=false\n");
    assertThat(Migrations.fromDirectory(directory)).isNotNull();

    write("V1__orders.sql.conf", "executeInTransaction=false\nencoding=UTF-16");
    refused(
        "V1__orders.sql.conf line 2 is none of the settings that a script may have; write"
            + " executeInTransaction=true or executeInTransaction=false.",
        directory);

    write("V1__orders.sql.conf", "executeInTransaction=false");
    write("V2__gone.sql.conf", "executeInTransaction=false");
    refused("V2__gone.sql.conf has settings for V2__gone.sql, which does not exist.", directory);
  }

  private SynthesizedTemplate synthesized(App app) {
    Stack stack = new Stack(app, "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    proxy(stack, cluster, "proxy", Migrations.fromDirectory(directory));
    return SynthesizedTemplate.of(app, "Shop");
  }

  private static void proxy(
      Stack stack, AuroraCluster cluster, String name, Migrations migrations) {
    AuroraProxy.Builder.create(stack, name)
        .cluster(cluster)
        .proxyName(name)
        .databaseName(name)
        .userName(name)
        .migrations(migrations)
        .build();
  }

  private void refused(String sentence, Path path) {
    assertThatThrownBy(() -> Migrations.fromDirectory(path))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Migrations from '" + path + "': " + sentence);
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
