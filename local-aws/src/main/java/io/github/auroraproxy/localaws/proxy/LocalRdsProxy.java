package io.github.auroraproxy.localaws.proxy;

import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.proxy.Wire.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * What a client sees of an RDS Proxy, in front of a real PostgreSQL: takes TLS connections only,
 * accepts exactly the IAM token as a password, and logs in to the server with the password of the
 * user's secret, or with IAM. It pools nothing: every client has a connection of its own.
 *
 * <p>Where it has both for a user, it does what the server asks for: a member of {@code rds_iam} is
 * logged in with IAM, any other with the password. Which of the two RDS Proxy prefers, AWS does not
 * document. A certificate stands in the place of the token that RDS Proxy would make for the
 * cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.howitworks.html">RDS
 *     Proxy concepts and terminology</a>
 */
public final class LocalRdsProxy implements AutoCloseable {

  private static final String REFUSED =
      "The IAM authentication failed for the role %s. Check the IAM token for this role and try"
          + " again.";
  private static final String UNKNOWN =
      "This RDS proxy has no credentials for the role %s. Check the credentials for this role and"
          + " try again.";

  private final LocalAurora aurora;
  private final IamTokenCheck check;
  private final SSLContext tls;
  private final SSLContext withoutCertificate;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService loginTimeouts =
      Executors.newSingleThreadScheduledExecutor();
  private final Limits limits;
  private final Semaphore connections;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Clock clock = Clock.systemUTC();
  private volatile Authentication authentication;

  /**
   * What one client may cost.
   *
   * @param loginTimeout a client that has not logged in after this time is disconnected
   * @param connections at once; any more are refused
   */
  record Limits(Duration loginTimeout, int connections) {

    static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), 100);
  }

  /**
   * How it logs in to the server.
   *
   * @param secrets the password of each user that it has a secret of and may read
   * @param throughIam the users that it may connect as with IAM; none while its default
   *     authentication scheme is {@code NONE}
   */
  public record Authentication(Map<String, String> secrets, Set<String> throughIam) {

    /** Keeps copies. */
    public Authentication {
      secrets = Map.copyOf(secrets);
      throughIam = Set.copyOf(throughIam);
    }

    private boolean knows(String user) {
      return secrets.containsKey(user) || throughIam.contains(user);
    }
  }

  /**
   * Starts it on a free port of the loopback interface, with the cluster's certificate.
   *
   * @param aurora the cluster behind
   * @param check which tokens are good
   * @param secrets the password of each user, as its registered secret has it
   */
  public LocalRdsProxy(LocalAurora aurora, IamTokenCheck check, Map<String, String> secrets) {
    this(aurora, check, secrets, Limits.DEFAULT);
  }

  LocalRdsProxy(
      LocalAurora aurora, IamTokenCheck check, Map<String, String> secrets, Limits limits) {
    this.limits = limits;
    connections = new Semaphore(limits.connections());
    this.aurora = aurora;
    this.check = check;
    authentication = new Authentication(secrets, Set.of());
    try {
      tls = tls(aurora.caCertificate(), true);
      withoutCertificate = tls(aurora.caCertificate(), false);
      listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    threads.submit(this::accept);
  }

  /** The port on {@code localhost}. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Sets the clock by which tokens are judged. */
  public void setClock(Clock newClock) {
    clock = newClock;
  }

  /** Changes how the proxy logs in for the next clients; open sessions go on. */
  public void setAuthentication(Authentication other) {
    authentication = other;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        if (connections.tryAcquire()) {
          threads.submit(() -> serve(client));
        } else {
          refuse(client);
        }
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void refuse(Socket client) {
    try (client) {
      new Wire(client).writeError("53300", "too many connections");
    } catch (IOException e) {
      // The client went away by itself.
      return;
    } finally {
      sockets.remove(client);
    }
  }

  private void serve(Socket plain) {
    Future<?> timeout =
        loginTimeouts.schedule(
            () -> close(plain), limits.loginTimeout().toMillis(), TimeUnit.MILLISECONDS);
    try (plain) {
      Wire wire = new Wire(plain);
      if (ByteBuffer.wrap(wire.readStartup()).getInt() != Wire.SSL_REQUEST) {
        wire.writeError("28000", "This RDS Proxy requires TLS connections");
        return;
      }
      wire.writeByte('S');
      SSLSocket encrypted =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
      encrypted.setUseClientMode(false);
      serveEncrypted(new Wire(encrypted), timeout);
    } catch (IOException e) {
      // The client went away or broke the protocol, or the server went away; the socket is closed.
      return;
    } finally {
      timeout.cancel(false);
      sockets.remove(plain);
      connections.release();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody is there to be told.
      return;
    }
  }

  private void serveEncrypted(Wire client, Future<?> loginTimeout) throws IOException {
    byte[] startup = client.readStartup();
    String user = user(startup);
    client.writeAuthentication(Wire.AUTHENTICATION_CLEARTEXT_PASSWORD);
    Message password = client.read();
    if (password.type() != 'p') {
      client.writeError("08P01", "expected password response, got another message");
      return;
    }
    String token = text(password.body());
    Authentication now = authentication;
    if (!now.knows(user)) {
      client.writeError("28000", UNKNOWN.formatted(user));
    } else if (!check.accepts(token, "localhost", port(), user, clock.instant())) {
      client.writeError("28000", REFUSED.formatted(user));
    } else {
      boolean throughIam = now.throughIam().contains(user);
      relay(
          client,
          loginTimeout,
          startup,
          (throughIam ? tls : withoutCertificate).getSocketFactory(),
          // Asked for a password that it does not have, it can only show its token.
          now.secrets().getOrDefault(user, token));
    }
  }

  private void relay(
      Wire client,
      Future<?> loginTimeout,
      byte[] startup,
      SSLSocketFactory identity,
      String password)
      throws IOException {
    Socket plain = new Socket(aurora.host(), aurora.port());
    sockets.add(plain);
    try (plain) {
      Wire unencrypted = new Wire(plain);
      unencrypted.writeStartup(ByteBuffer.allocate(Integer.BYTES).putInt(Wire.SSL_REQUEST).array());
      if (unencrypted.readByte() != 'S') {
        throw new IOException("The server takes no TLS.");
      }
      Wire server = new Wire(identity.createSocket(plain, aurora.host(), aurora.port(), true));
      server.writeStartup(startup);
      Optional<Message> refusal = ScramLogin.logIn(server, password);
      if (refusal.isPresent()) {
        client.write(refusal.get().type(), refusal.get().body());
        return;
      }
      loginTimeout.cancel(false);
      client.writeAuthentication(Wire.AUTHENTICATION_OK);
      threads.submit(
          () -> {
            // When the client is gone, the server is to end the session, which ends the other pump.
            try (plain) {
              client.pumpTo(server);
            }
            return null;
          });
      server.pumpTo(client);
    } finally {
      sockets.remove(plain);
    }
  }

  /** A string of the protocol, which a zero ends. */
  private static String text(byte[] body) {
    int end = 0;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    return new String(body, 0, end, StandardCharsets.UTF_8);
  }

  /** The startup message is the version, and then names and values, each ended by a zero. */
  private static String user(byte[] startup) {
    String[] fields =
        new String(startup, Integer.BYTES, startup.length - Integer.BYTES, StandardCharsets.UTF_8)
            .split("\0");
    for (int i = 0; i + 1 < fields.length; i += 2) {
      if (fields[i].equals("user")) {
        return fields[i + 1];
      }
    }
    return "";
  }

  /**
   * Trusts the authority of the server behind.
   *
   * @param identified whether to show the server's own certificate, which is valid for localhost
   */
  private static SSLContext tls(Path authority, boolean identified)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", certificate(authority));
    store.setKeyEntry(
        "server",
        key(authority.resolveSibling("server.key")),
        new char[0],
        new Certificate[] {certificate(authority.resolveSibling("server.pem"))});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identified ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (PEMParser pem = new PEMParser(Files.newBufferedReader(file))) {
      return new JcaPEMKeyConverter()
          .getPrivateKey(((PEMKeyPair) pem.readObject()).getPrivateKeyInfo());
    }
  }

  /** Ends every session. */
  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    loginTimeouts.shutdownNow();
  }
}
