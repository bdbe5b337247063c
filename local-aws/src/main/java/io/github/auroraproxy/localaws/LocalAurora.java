package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * A PostgreSQL server on this machine that presents itself as Aurora PostgreSQL does: its master is
 * not a superuser, it accepts TLS connections only, and it checks passwords with SCRAM-SHA-256.
 *
 * <p>What differs from Aurora: a member of {@code rds_iam} needs a certificate of this server's
 * authority here, which only the local proxy has, where Aurora would check an IAM token; the
 * superuser {@code rdsadmin}, which AWS keeps to itself, can be used for inspection.
 *
 * <pre>{@code
 * try (LocalAurora aurora = LocalAurora.builder().postgres(17).start();
 *     Connection master = aurora.connection("postgres", aurora.masterUsername(), aurora.masterPassword())) {
 *   ...
 * }
 * }</pre>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html">Security
 *     with Amazon Aurora PostgreSQL</a>
 */
public final class LocalAurora implements AutoCloseable {

  /** The major version started when none is asked for. */
  public static final int DEFAULT_MAJOR_VERSION = PostgresBinaries.defaultVersion();

  private static final String HOST = "localhost";
  private static final String SUPERUSER = "rdsadmin";
  private static final int PORT_ATTEMPTS = 5;

  private final TemporaryDirectory directory;
  private final PostgresServer server;
  private final ServerCertificates certificates;
  private final int majorVersion;
  private final String masterUsername;
  private final String masterPassword;
  private final String superuserPassword;
  private final Path serverLog;
  private final Runnable closeAtExit = this::close;
  private int port;
  private boolean closed;

  private LocalAurora(Builder builder) {
    Path binaries = PostgresBinaries.of(builder.majorVersion, builder.directory);
    majorVersion = builder.majorVersion;
    masterUsername = builder.masterUsername;
    masterPassword = builder.masterPassword;
    superuserPassword = Secrets.random();
    directory = TemporaryDirectory.create(builder.directory, "aurora-proxy-server-");
    ExitCleanup.register(closeAtExit);
    serverLog =
        builder.serverLog == null ? directory.path().resolve("server.log") : builder.serverLog;
    ServerAccount account = ServerAccount.choose();
    builder.directory.ifPresent(account::admitTo);
    server = new PostgresServer(binaries, directory.path(), serverLog, account);
    certificates = ServerCertificates.create(directory.path());
    try {
      create(builder, account);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts with the default version, a master {@code postgres_admin} and a random password. */
  public static Builder builder() {
    return new Builder();
  }

  /** The major versions of PostgreSQL that are served for this platform, the oldest first. */
  public static List<Integer> majorVersions() {
    return PostgresBinaries.majorVersions();
  }

  /**
   * Does nothing if this version of PostgreSQL can be started.
   *
   * @throws LocalAwsException if there is no such version, or it has to be fetched by Maven first
   */
  public static void requireVersion(int majorVersion) {
    PostgresBinaries.require(majorVersion);
  }

  /** Always {@code localhost}, the name in the server's certificate. */
  public String host() {
    return HOST;
  }

  /**
   * The port, chosen by the operating system and kept over {@link #stop()} and {@link #start()}.
   */
  public int port() {
    return port;
  }

  /** The major version of PostgreSQL. */
  public int majorVersion() {
    return majorVersion;
  }

  /**
   * The version as the server writes it, such as {@code 17.6}.
   *
   * @throws LocalAwsException if the server is stopped
   */
  public String version() {
    try (Connection connection = superuserConnection("postgres")) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new LocalAwsException("The server does not tell its version: " + e.getMessage(), e);
    }
  }

  /** The role that stands for the master user of an Aurora cluster. */
  public String masterUsername() {
    return masterUsername;
  }

  /** The master's password. */
  public String masterPassword() {
    return masterPassword;
  }

  /** A PEM file with the certificate of the authority that issued the server's certificate. */
  public Path caCertificate() {
    return certificates.authority();
  }

  /** The server's log, which holds every statement unless {@code log_statement} was changed. */
  public Path serverLog() {
    return serverLog;
  }

  /** Every statement that the server's log holds, the oldest first; the superuser's are not. */
  public List<LoggedStatement> statements() {
    return statementsSince(0);
  }

  /**
   * The statements that were logged after a moment.
   *
   * @param logSize the size of {@link #serverLog()} at that moment, in bytes
   */
  public List<LoggedStatement> statementsSince(long logSize) {
    return ServerLog.statements(serverLog, logSize);
  }

  /** A URL without user and password that verifies the server's certificate and name. */
  public String jdbcUrl(String database) {
    return url(database) + "?sslmode=verify-full&sslrootcert=" + certificates.authority();
  }

  /**
   * Connects over verified TLS.
   *
   * @throws SQLException if the server refuses the login or is stopped
   */
  public Connection connection(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user, password);
  }

  /**
   * Connects as the superuser that AWS keeps to itself, to look at what has been done. Its
   * statements are not logged.
   *
   * @throws SQLException if the server is stopped or has no such database
   */
  public Connection superuserConnection(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", superuserPassword);
    properties.setProperty("sslmode", "disable");
    properties.setProperty("options", "-c log_statement=none");
    return DriverManager.getConnection(url(database), properties);
  }

  /** Ends every session and stops the server, as an outage would; the data stay. */
  public synchronized void stop() {
    server.stop(PostgresServer.StopMode.FAST);
  }

  /** Refuses a user by an access rule, as {@code pg_hba.conf} has them. */
  public synchronized void refuse(String user) {
    List<String> rules = new ArrayList<>();
    rules.add("host all \"" + user.replace("\"", "\"\"") + "\" all reject");
    rules.addAll(accessRules());
    replaceAccessRules(rules);
  }

  /** Admits whoever was refused. */
  public synchronized void admitAll() {
    replaceAccessRules(accessRules());
  }

  /** Returns when new connections follow the rules: the server reads them after it was told to. */
  private void replaceAccessRules(List<String> rules) {
    String before = configurationTime();
    server.accessRules(rules);
    while (configurationTime().equals(before)) {
      Thread.onSpinWait();
    }
  }

  private String configurationTime() {
    try (Connection connection = superuserConnection("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_conf_load_time()::text")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new LocalAwsException("The server does not tell its configuration's age", e);
    }
  }

  /**
   * Halts every process of the server, as a host without processor time does: its connections stay
   * and nobody answers. Needs the command {@code kill}.
   */
  public synchronized void freeze() {
    server.signal("STOP");
  }

  /** Continues a server that was frozen. */
  public synchronized void thaw() {
    server.signal("CONT");
  }

  /** Starts the stopped server again on the same port and returns when it accepts connections. */
  public synchronized void start() {
    if (closed) {
      throw new LocalAwsException("This server was closed and its data are gone; build a new one.");
    }
    if (!server.isRunning()) {
      server.start(port);
    }
  }

  /** Stops the server and deletes its data; harmless when called again. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.stop(PostgresServer.StopMode.IMMEDIATE);
    } finally {
      directory.close();
      ExitCleanup.forget(closeAtExit);
    }
  }

  private synchronized void create(Builder builder, ServerAccount account) {
    try {
      Path passwordFile =
          Files.createFile(
              directory.path().resolve("superuser"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, superuserPassword);
      if (builder.serverLog != null) {
        Files.createDirectories(builder.serverLog.toAbsolutePath().getParent());
      }
      if (!Files.exists(serverLog)) {
        Files.createFile(serverLog);
      }
      account.own(serverLog);
      account.own(directory.path());
      server.initialize(SUPERUSER, passwordFile);
      Files.delete(passwordFile);
      server.configure(settings(builder.settings), accessRules());
      startOnFreePort();
      AuroraRoles roles = new AuroraRoles(majorVersion, masterUsername);
      try (Connection postgres = superuserConnection("postgres")) {
        roles.create(postgres, masterUsername, masterPassword);
      }
      try (Connection template = superuserConnection("template1")) {
        roles.handOverPublic(template);
      }
    } catch (IOException | SQLException e) {
      throw new LocalAwsException("The local Aurora could not be set up: " + e.getMessage(), e);
    }
  }

  private void startOnFreePort() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      try {
        server.start(port);
        return;
      } catch (LocalAwsException e) {
        // Another program may have taken the port in between.
        if (attempt == PORT_ATTEMPTS || !e.getMessage().contains("Address already in use")) {
          throw e;
        }
      }
    }
  }

  private Map<String, String> settings(Map<String, String> overriding) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", HOST);
    settings.put("unix_socket_directories", "");
    settings.put("ssl", "on");
    settings.put("ssl_cert_file", certificates.certificate().toString());
    settings.put("ssl_key_file", certificates.key().toString());
    settings.put("ssl_ca_file", certificates.authority().toString());
    settings.put("password_encryption", "scram-sha-256");
    settings.put("log_statement", "all");
    settings.put("log_line_prefix", ServerLog.LINE_PREFIX);
    settings.put("log_timezone", "UTC");
    settings.put("timezone", "UTC");
    // The data live as long as this object: no reason to wait for the disk.
    settings.put("fsync", "off");
    settings.put("synchronous_commit", "off");
    settings.put("full_page_writes", "off");
    settings.putAll(overriding);
    return settings;
  }

  private List<String> accessRules() {
    String master = '"' + masterUsername.replace("\"", "\"\"") + '"';
    return List.of(
        "hostnossl all " + SUPERUSER + " 127.0.0.1/32 scram-sha-256",
        "hostnossl all " + SUPERUSER + " ::1/128 scram-sha-256",
        // Before the next rule, as the master is a member of rds_iam where it may grant it.
        "hostssl all " + master + " 127.0.0.1/32 scram-sha-256",
        "hostssl all " + master + " ::1/128 scram-sha-256",
        // Aurora checks the IAM token of a member of rds_iam with PAM. Here the certificate of the
        // local proxy stands for the token, and no password is asked for, as in Aurora.
        "hostssl all +rds_iam all trust clientcert=verify-ca",
        "hostssl all all 127.0.0.1/32 scram-sha-256",
        "hostssl all all ::1/128 scram-sha-256");
  }

  private String url(String database) {
    return "jdbc:postgresql://"
        + HOST
        + ":"
        + port
        + "/"
        + java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What can be chosen about the server; every choice has a default. */
  public static final class Builder {

    private int majorVersion = DEFAULT_MAJOR_VERSION;
    private String masterUsername = "postgres_admin";
    private String masterPassword = Secrets.random();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Path serverLog;

    private Builder() {}

    /** The major version, one of {@link LocalAurora#majorVersions()}; default 17. */
    public Builder postgres(int majorVersion) {
      this.majorVersion = majorVersion;
      return this;
    }

    /** The master's role name; default {@code postgres_admin}. */
    public Builder masterUsername(String name) {
      this.masterUsername = Objects.requireNonNull(name);
      return this;
    }

    /** The master's password; default random. */
    public Builder masterPassword(String password) {
      this.masterPassword = Objects.requireNonNull(password);
      return this;
    }

    /** A setting of {@code postgresql.conf}, given precedence over the defaults. */
    public Builder serverSetting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** Where the server's own, temporary directories are created; default the system's. */
    public Builder directory(Path parent) {
      this.directory = Optional.of(parent);
      return this;
    }

    /** A log file that outlives the server; default one in its temporary directory. */
    public Builder serverLog(Path file) {
      this.serverLog = file.toAbsolutePath();
      return this;
    }

    /**
     * Returns when the server accepts connections.
     *
     * @throws LocalAwsException if it can't be started
     */
    public LocalAurora start() {
      try {
        return new LocalAurora(this);
      } catch (UncheckedIOException e) {
        throw new LocalAwsException("The local Aurora could not be set up: " + e.getMessage(), e);
      }
    }
  }
}
