package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.app.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;

/** The documents say which resources a change of each setting replaces and removes. */
@Tag("long")
class UpdateSafetyTest {

  private static final Path PAGE = Project.ROOT.resolve("docs/updates.md");

  /**
   * Deployed in front of the evaluation cluster; the others in front of one looked up, whose host
   * is known to be one of RDS.
   */
  private static final Set<Setting<?>> OF_THE_EVALUATION =
      Set.of(
          Setting.EVALUATION_CLUSTER,
          Setting.AVAILABILITY_ZONES,
          Setting.DELETION_PROTECTION,
          Setting.DATABASE_TLS);

  private static final Map<Setting<?>, String> BASE =
      Map.of(
          Setting.CLUSTER, "aurora-demo",
          Setting.ACCOUNT, "111122223333",
          Setting.REGION, "us-east-1");

  private static final Map<Setting<?>, String> CHANGED = changed();

  private static final Map<Map<Setting<?>, String>, Map<String, SynthesizedTemplate>> SYNTHESIZED =
      new HashMap<>();

  @ParameterizedTest
  @MethodSource("io.github.auroraproxy.app.Setting#all")
  @Tag("evaluation-cluster")
  void thePageSaysWhatAChangeReplacesAndRemoves(Setting<?> setting) throws Exception {
    String row = "| `%s` | %s |".formatted(setting.key(), effectOf(setting));

    assertThat(Files.readAllLines(PAGE)).contains(row);
  }

  @Test
  void onlyNamesAndSubnetsReplaceTheProxy() throws Exception {
    assertThat(rowsOfThePage())
        .filteredOn(row -> row.split("\\|")[2].contains("`AWS::RDS::DBProxy`"))
        .extracting(row -> row.split("`")[1])
        .containsExactly("cluster", "subnets", "evaluationCluster", "proxyName");
  }

  @Test
  void thePageHasARowForEachSettingInTheirOrder() throws Exception {
    assertThat(rowsOfThePage())
        .extracting(row -> row.split("`")[1])
        .containsExactlyElementsOf(Setting.all().stream().map(Setting::key).toList());
  }

  private static List<String> rowsOfThePage() throws Exception {
    return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();
  }

  private static String effectOf(Setting<?> setting) throws Exception {
    Map<Setting<?>, String> before = OF_THE_EVALUATION.contains(setting) ? Map.of() : BASE;
    Map<Setting<?>, String> after = new HashMap<>();
    after.putAll(before);
    after.put(setting, CHANGED.get(setting));
    Map<String, SynthesizedTemplate> old = synthesized(before);
    Map<String, SynthesizedTemplate> next = synthesized(after);
    if (!old.keySet().equals(next.keySet())) {
      return "nothing: a stack of its own | nothing";
    }
    Set<String> replaced = new TreeSet<>();
    Set<String> removed = new TreeSet<>();
    old.forEach(
        (stack, template) -> {
          TemplateUpdate update = TemplateUpdate.between(template, next.get(stack));
          replaced.addAll(update.replaced());
          removed.addAll(update.removed());
        });
    return cell(replaced) + " | " + cell(removed);
  }

  private static String cell(Set<String> types) {
    return types.isEmpty()
        ? "nothing"
        : types.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  /** The templates by environment and name, as CloudFormation tells stacks apart. */
  private static Map<String, SynthesizedTemplate> synthesized(Map<Setting<?>, String> settings)
      throws Exception {
    if (!SYNTHESIZED.containsKey(settings)) {
      Map<String, String> context = new TreeMap<>();
      settings.forEach((setting, value) -> context.put(setting.key(), value));
      App app = CdkApp.create(context, answersFor(settings));
      AuroraProxyApp.addStacks(app);
      JsonNode manifest = CdkApp.manifest(app);
      assertThat(manifest.has("missing")).as("look-ups unanswered").isFalse();
      Map<String, SynthesizedTemplate> templates = new TreeMap<>();
      for (JsonNode artifact : manifest.get("artifacts")) {
        if ("aws:cloudformation:stack".equals(artifact.get("type").asText())) {
          String name =
              artifact.at("/properties/templateFile").asText().replace(".template.json", "");
          templates.put(
              artifact.get("environment").asText() + " " + name, SynthesizedTemplate.of(app, name));
        }
      }
      SYNTHESIZED.put(settings, templates);
    }
    return SYNTHESIZED.get(settings);
  }

  /** What is on file for the example cluster, told of the cluster that the settings name. */
  private static Map<String, Object> answersFor(Map<Setting<?>, String> settings) throws Exception {
    if (!settings.containsKey(Setting.CLUSTER)) {
      return Map.of();
    }
    String answers = CdkApp.JSON.writeValueAsString(CdkApp.answers());
    for (Map.Entry<Setting<?>, String> known : BASE.entrySet()) {
      answers = answers.replace(known.getValue(), settings.get(known.getKey()));
    }
    return CdkApp.JSON.readValue(
        answers,
        CdkApp.JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
  }

  private static Map<Setting<?>, String> changed() {
    Map<Setting<?>, String> changed = new HashMap<>();
    changed.put(Setting.CLUSTER, "aurora-next");
    changed.put(Setting.ACCOUNT, "444455556666");
    changed.put(Setting.REGION, "eu-central-1");
    changed.put(Setting.PROXY, "aurora-demo-existing");
    changed.put(
        Setting.ADMIN_SECRET_ARN,
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-AbCdEf");
    changed.put(Setting.ADMIN_SECRET_KEY_ARN, "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d");
    changed.put(Setting.SUBNETS, "subnet-0a1b2c3d4e5f6a7b1,subnet-0a1b2c3d4e5f6a7b2");
    changed.put(Setting.FUNCTION_SUBNETS, "subnet-0a1b2c3d4e5f6a7b1,subnet-0a1b2c3d4e5f6a7b2");
    changed.put(Setting.EVALUATION_CLUSTER, "aurora-next");
    changed.put(Setting.AVAILABILITY_ZONES, "us-east-1a,us-east-1b");
    changed.put(Setting.DELETION_PROTECTION, "true");
    changed.put(Setting.PROXY_NAME, "orders");
    changed.put(Setting.DATABASE_NAME, "orders");
    changed.put(Setting.OWNER_NAME, "orders_ddl");
    changed.put(Setting.USER_NAME, "orders");
    changed.put(Setting.PRIVILEGES, "READ_ONLY");
    changed.put(Setting.FURTHER_USERS, "reports");
    changed.put(Setting.AUTHENTICATION_MODE, "END_TO_END_IAM");
    changed.put(Setting.ROTATION, "30");
    changed.put(Setting.MIGRATIONS, "none");
    changed.put(Setting.MIGRATION_TIMEOUT, "20");
    changed.put(Setting.EXTENSIONS, "postgis,uuid-ossp");
    changed.put(Setting.DATABASE_REMOVAL_POLICY, "DESTROY");
    changed.put(Setting.ADOPT, "true");
    changed.put(Setting.DATABASE_TLS, "require");
    changed.put(Setting.CERTIFICATE_BUNDLE, CertificateFiles.AUTHORITY.toString());
    changed.put(Setting.SECRETS_MANAGER_ENDPOINT, "true");
    changed.put(Setting.FUNCTION_SECURITY_GROUP, "sg-0f1e2d3c4b5a69788");
    changed.put(Setting.IDLE_CLIENT_TIMEOUT, "600");
    changed.put(Setting.CONNECTION_BORROW_TIMEOUT, "5");
    changed.put(Setting.MAX_CONNECTIONS_PERCENT, "80");
    changed.put(Setting.MAX_IDLE_CONNECTIONS_PERCENT, "10");
    changed.put(Setting.INIT_QUERY, "SET TimeZone='UTC'");
    changed.put(Setting.READ_ONLY_ENDPOINT, "true");
    changed.put(Setting.CONNECT_POLICY, "true");
    changed.put(Setting.LOGIN_CHECK, "false");
    changed.put(Setting.DEBUG_LOGGING, "true");
    changed.put(Setting.LOG_RETENTION, "ONE_WEEK");
    changed.put(Setting.ALARMS, "EXTENDED");
    changed.put(Setting.ALARM_TOPIC_ARN, "arn:aws:sns:us-east-1:111122223333:on-call");
    changed.put(Setting.PROXY_EVENTS, "false");
    changed.put(Setting.DASHBOARD, "false");
    changed.put(Setting.CREATION_SOURCE, "orders-team");
    return changed;
  }
}
