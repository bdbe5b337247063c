package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.connection.Secrets;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.login.LoginTokens;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalSecretsManager;
import io.github.auroraproxy.localaws.NetworkRelay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * A cluster with its secrets, and the function at work on it in this JVM: real PostgreSQL over
 * verified TLS, a master who is no superuser, AWS's client of Secrets Manager. Everything that the
 * server and the function say is kept, to be searched for passwords.
 */
final class TestCluster {

  static final String ADMIN_SECRET = "admin";
  static final String STACK = "arn:aws:cloudformation:us-east-1:111122223333:stack/AuroraProxy/1";
  static final String OTHER_STACK = "arn:aws:cloudformation:us-east-1:111122223333:stack/Other/2";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final Map<Integer, TestCluster> SHARED = new ConcurrentHashMap<>();

  private final LocalAurora aurora;
  private final LocalSecretsManager secretsManager = LocalSecretsManager.start();
  private final Set<String> passwords = new HashSet<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private Path layers = Path.of("/opt");
  private TimeLimits limits = TimeLimits.OF_LAMBDA;
  private Optional<NetworkRelay> network = Optional.empty();
  private Optional<NetworkRelay> networkOfSecrets = Optional.empty();

  private TestCluster(int majorVersion) {
    aurora =
        LocalAurora.builder()
            .postgres(majorVersion)
            .serverSetting("log_min_error_statement", "debug5")
            .start();
    store(ADMIN_SECRET, aurora.masterUsername(), aurora.masterPassword());
  }

  /**
   * The major versions that this build is to be tested on: the property {@code postgres.versions}.
   */
  static List<Integer> versions() {
    return Arrays.stream(System.getProperty("postgres.versions").split(","))
        .map(Integer::valueOf)
        .toList();
  }

  static int newest() {
    return versions().get(versions().size() - 1);
  }

  /** One server of a version for all tests of this JVM, which ends with it. */
  static TestCluster of(int majorVersion) {
    return SHARED.computeIfAbsent(majorVersion, TestCluster::new);
  }

  static String arn(String secret) {
    return "arn:aws:secretsmanager:us-east-1:111122223333:secret:" + secret;
  }

  LocalAurora aurora() {
    return aurora;
  }

  /** How the function connects to the cluster as the admin. */
  Cluster ofAdmin() {
    return new Cluster(
        new org.postgresql.Driver(),
        aurora.caCertificate(),
        new ClusterConfiguration(
            aurora.host(), aurora.port(), DatabaseTls.VERIFY_FULL, arn(ADMIN_SECRET)),
        new Credentials(aurora.masterUsername(), aurora.masterPassword()),
        Deadline.in(TIMEOUT),
        Cluster.APPLICATION_NAME);
  }

  /** Stores a user's secret; its password must never be seen again. */
  void store(String secret, String username, String password) {
    passwords.add(password);
    storeText(
        secret,
        JSON.createObjectNode().put("username", username).put("password", password).toString());
  }

  void storeText(String secret, String text) {
    secretsManager.put(arn(secret), text);
  }

  void storeUser(String name) {
    store(name, name, password(name));
  }

  static String password(String name) {
    return "Pass-%s-Word'\"\\$".formatted(name.replaceAll("[^\\x20-\\x7e]", "_"));
  }

  Run create(State state) {
    return invoke(event("Create", state), function());
  }

  Run create(State state, Driver driver) {
    return invoke(event("Create", state), function(driver));
  }

  Run createBy(String stack, State state) {
    ObjectNode event = event("Create", state);
    event.put("StackId", stack);
    return invoke(event, function());
  }

  Run update(State from, State to) {
    return update(from, to, new org.postgresql.Driver());
  }

  Run update(State from, State to, Driver driver) {
    return invoke(updateEvent(from, to, from), function(driver));
  }

  /**
   * What CloudFormation sends after a failed {@link #update}: the properties the other way round.
   */
  Run rollback(State from, State to) {
    return invoke(updateEvent(to, from, from), function());
  }

  Run delete(State state) {
    return delete(state, new org.postgresql.Driver());
  }

  Run delete(State state, Driver driver) {
    ObjectNode event = event("Delete", state);
    event.put("PhysicalResourceId", physicalResourceId(state));
    return invoke(event, function(driver));
  }

  Run createWithin(Duration timeout, State state) {
    return invoke(event("Create", state), function(), timeout);
  }

  Run createWithin(Duration timeout, State state, Driver driver) {
    return invoke(event("Create", state), function(driver), timeout);
  }

  Run updateWithin(Duration timeout, State from, State to) {
    return invoke(updateEvent(from, to, from), function(), timeout);
  }

  Run deleteWithin(Duration timeout, State state) {
    ObjectNode event = event("Delete", state);
    event.put("PhysicalResourceId", physicalResourceId(state));
    return invoke(event, function(), timeout);
  }

  /** The properties of a state, to be made others. */
  ObjectNode properties(State state) {
    return state.properties(aurora.host(), port());
  }

  /** An event with any properties. */
  Run send(
      String type, String stack, ObjectNode properties, Optional<ObjectNode> old, State known) {
    return send(type, stack, properties, old, known, new org.postgresql.Driver());
  }

  /** An event with any properties, to a function with this driver. */
  Run send(
      String type,
      String stack,
      ObjectNode properties,
      Optional<ObjectNode> old,
      State known,
      Driver driver) {
    ObjectNode event = event(type, known);
    event.put("StackId", stack);
    event.set("ResourceProperties", properties);
    event.put("PhysicalResourceId", physicalResourceId(known));
    old.ifPresent(o -> event.set("OldResourceProperties", o));
    return invoke(event, function(driver));
  }

  Run deleteBy(String stack, State state) {
    return send("Delete", stack, properties(state), Optional.empty(), state);
  }

  ObjectNode updateEvent(State from, State to, State known) {
    ObjectNode event = event("Update", to);
    event.set("OldResourceProperties", from.properties(aurora.host(), port()));
    event.put("PhysicalResourceId", physicalResourceId(known));
    return event;
  }

  private String physicalResourceId(State state) {
    return "aurora-database/%s/%s".formatted(aurora.host(), state.database());
  }

  /** What CloudFormation sends, to be changed by somebody else who may invoke the function. */
  ObjectNode event(String type, State state) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("RequestType", type)
            .put("ResourceType", "Custom::AuroraDatabase")
            .put("StackId", STACK)
            .put("LogicalResourceId", "Database")
            .put("RequestId", "request");
    event.set("ResourceProperties", state.properties(aurora.host(), port()));
    return event;
  }

  /**
   * Any event, to a function that can read every secret and make tokens.
   *
   * @param clusters what stands in its environment variable {@code AURORA_PROXY_CLUSTERS}
   */
  Run invoke(ObjectNode event, String clusters, Duration timeout) {
    return invoke(
        event,
        new FunctionEnvironment(
            new org.postgresql.Driver(),
            () -> Secrets.of(secretsClient(), 1),
            () ->
                new LoginTokens(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
                    Region.US_EAST_1),
            FunctionConfiguration.of(clusters),
            Optional.of(aurora.caCertificate()),
            Optional.empty(),
            layers,
            limits),
        timeout);
  }

  /** The ARNs of the secrets that were read up to now. */
  List<String> secretsRead() {
    return secretsManager.asked();
  }

  private AuroraDatabaseHandler function() {
    return function(new org.postgresql.Driver());
  }

  private AuroraDatabaseHandler function(Driver driver) {
    return new AuroraDatabaseHandler(
        new FunctionEnvironment(
            driver,
            () -> Secrets.of(secretsClient(), 1),
            () -> {
              throw new AssertionError("No token is needed here");
            },
            configuration(),
            Optional.of(aurora.caCertificate()),
            Optional.empty(),
            layers,
            limits));
  }

  private FunctionConfiguration configuration() {
    return new FunctionConfiguration(
        List.of(
            new ClusterConfiguration(
                aurora.host(), port(), DatabaseTls.VERIFY_FULL, arn(ADMIN_SECRET))),
        Optional.empty());
  }

  private SecretsManagerClientBuilder secretsClient() {
    return SecretsManagerClient.builder()
        .endpointOverride(secretsEndpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
  }

  /** Where the function finds its layers from now on. */
  void layers(Path directory) {
    layers = directory;
  }

  /** How long the function works from now on, until {@link #reset}. */
  void limits(TimeLimits other) {
    limits = other;
  }

  /** Any event, to a function with this driver. */
  Run invoke(ObjectNode event, Driver driver, Duration timeout) {
    return invoke(event, function(driver), timeout);
  }

  private Run invoke(ObjectNode event, AuroraDatabaseHandler function) {
    return invoke(event, function, TIMEOUT);
  }

  /** The network between the function and PostgreSQL, from now on until {@link #reset}. */
  void network(NetworkRelay relay) {
    network = Optional.of(relay);
  }

  /** A network between the function and Secrets Manager, from now on until {@link #reset}. */
  NetworkRelay networkOfSecrets() {
    networkOfSecrets = Optional.of(NetworkRelay.to(secretsManager.endpoint().getPort()));
    return networkOfSecrets.get();
  }

  private int port() {
    return network.map(NetworkRelay::port).orElseGet(aurora::port);
  }

  private URI secretsEndpoint() {
    return networkOfSecrets
        .map(relay -> URI.create("http://127.0.0.1:" + relay.port()))
        .orElseGet(secretsManager::endpoint);
  }

  /** Any event, to a function with this environment. */
  Run invoke(ObjectNode event, FunctionEnvironment environment, Duration timeout) {
    return invoke(event, new AuroraDatabaseHandler(environment), timeout);
  }

  private Run invoke(ObjectNode event, AuroraDatabaseHandler function, Duration timeout) {
    LambdaContext context = new LambdaContext(timeout);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    long logSize = logSize();
    Optional<String> error = Optional.empty();
    try {
      untilKilled(event, function, context, output, timeout);
    } catch (FunctionException e) {
      error = Optional.of(e.getMessage());
    } finally {
      told.addAll(context.log());
    }
    error.ifPresent(told::add);
    told.add(output.toString(StandardCharsets.UTF_8));
    return new Run(
        error.isPresent() ? Optional.empty() : Optional.of(read(output)),
        error,
        context.log(),
        () -> aurora.statementsSince(logSize));
  }

  /** Lambda ends an invocation that has not answered in time, and CloudFormation learns nothing. */
  private static void untilKilled(
      ObjectNode event,
      AuroraDatabaseHandler function,
      LambdaContext context,
      ByteArrayOutputStream output,
      Duration timeout) {
    CompletableFuture<Void> invocation =
        CompletableFuture.runAsync(
            () -> {
              try {
                function.handleRequest(
                    new ByteArrayInputStream(JSON.writeValueAsBytes(event)), output, context);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> new Thread(task, "invocation").start());
    try {
      invocation.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "Task timed out after %s, log: %s".formatted(timeout, context.log()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw (Error) e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long logSize() {
    try {
      return Files.size(aurora.serverLog());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(ByteArrayOutputStream output) {
    try {
      return JSON.readTree(output.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that the function could have changed. */
  List<String> catalog() {
    try {
      return Catalog.of(aurora);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  List<String> ask(String database, String sql) {
    try (Connection connection = aurora.superuserConnection(database)) {
      return Catalog.texts(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void asSuperuser(String database, String... statements) {
    try (Connection connection = aurora.superuserConnection(database)) {
      run(connection, statements);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void asMaster(String database, String... statements) {
    asUser(database, aurora.masterUsername(), aurora.masterPassword(), statements);
  }

  void asUser(String database, String user, String password, String... statements) {
    try (Connection connection = aurora.connection(database, user, password)) {
      run(connection, statements);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  List<String> askAs(String database, String user, String sql) {
    try (Connection connection = aurora.connection(database, user, password(user))) {
      return Catalog.texts(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A cluster as it was new, and the secret of {@code app_user}. */
  void reset() {
    network = Optional.empty();
    networkOfSecrets = Optional.empty();
    limits = TimeLimits.OF_LAMBDA;
    for (String database :
        ask(
            "postgres",
            "SELECT quote_ident(datname) FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')")) {
      asSuperuser("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }
    for (String role :
        ask(
            "postgres",
            "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname !~ '^(pg_|rds)' AND rolname <> '%s'"
                .formatted(aurora.masterUsername()))) {
      // Up to PostgreSQL 14 everybody may create objects in template1, too.
      asSuperuser("template1", "DROP OWNED BY " + role + " CASCADE");
      asSuperuser("postgres", "DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
    }
    storeUser("app_user");
  }

  /** Neither the server's log nor the function's, nor any answer, holds a password. */
  void assertThatNoPasswordWasTold() throws IOException {
    List<String> all = new ArrayList<>(told);
    all.add(Files.readString(aurora.serverLog(), StandardCharsets.ISO_8859_1));
    assertThat(all).isNotEmpty();
    String everything = String.join("\n", all);
    assertThat(everything).contains("CREATE ROLE");
    for (String password : passwords) {
      assertThat(everything).doesNotContain(password);
      assertThat(everything).doesNotContain(password.replace("'", "''"));
    }
  }
}
