package io.github.auroraproxy.localaws.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.proxy.LocalRdsProxy.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What clients of the stand-in proxy can do to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalRdsProxyTest {

  private static final long SEED = 20261125;
  private static final AwsCredentialsIdentity CREDENTIALS =
      AwsCredentialsIdentity.create("key", "secret");
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration NEVER = Duration.ofHours(1);

  /** No test passes by it: it is there so that a failing test ends. */
  private static final int FAILED_MILLIS = 60_000;

  private LocalAurora aurora;

  @BeforeAll
  void start() {
    aurora = LocalAurora.builder().start();
  }

  @AfterAll
  void stop() {
    aurora.close();
  }

  private LocalRdsProxy proxy(Limits limits) {
    return new LocalRdsProxy(
        aurora,
        new IamTokenCheck(CREDENTIALS, "us-east-1"),
        Map.of(aurora.masterUsername(), aurora.masterPassword()),
        limits);
  }

  private Connection logIn(LocalRdsProxy proxy) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%s/postgres?sslmode=verify-full&sslrootcert=%s"
            .formatted(String.valueOf(proxy.port()), aurora.caCertificate()),
        aurora.masterUsername(),
        Tokens.token(
            CREDENTIALS,
            "localhost:" + proxy.port(),
            aurora.masterUsername(),
            "us-east-1",
            "rds-db",
            Instant.now(),
            Duration.ofMinutes(15)));
  }

  private static Socket connect(LocalRdsProxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(FAILED_MILLIS);
    return socket;
  }

  private static byte[] sslRequest() {
    return ByteBuffer.allocate(8).putInt(8).putInt(Wire.SSL_REQUEST).array();
  }

  /** The first connection that is not refused because another one is just ending. */
  private static Socket accepted(LocalRdsProxy proxy) throws IOException {
    while (true) {
      Socket socket = connect(proxy);
      socket.getOutputStream().write(sslRequest());
      if (socket.getInputStream().read() == 'S') {
        return socket;
      }
      socket.close();
    }
  }

  @Test
  @Timeout(60)
  void aClientThatSaysNothingIsDisconnectedAndMakesRoomForOthers() throws Exception {
    try (LocalRdsProxy proxy = proxy(new Limits(SOON, 2));
        Socket silent = connect(proxy);
        Socket halfway = connect(proxy)) {
      halfway.getOutputStream().write(sslRequest());

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(halfway.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(1);
      accepted(proxy).close();
    }
  }

  @Test
  void aSessionOutlivesTheLoginTimeout() throws Exception {
    try (LocalRdsProxy proxy = proxy(new Limits(Duration.ofSeconds(5), 10));
        Connection connection = logIn(proxy)) {
      try (ResultSet row =
          connection.createStatement().executeQuery("SELECT pg_sleep(6), current_user")) {
        assertThat(row.next()).isTrue();
      }
    }
  }

  @Test
  void moreConnectionsThanTheLimitAreRefusedUntilOneEnds() throws Exception {
    try (LocalRdsProxy proxy = proxy(new Limits(NEVER, 2));
        Socket first = connect(proxy)) {
      try (Connection second = logIn(proxy);
          Socket third = connect(proxy)) {
        assertThat(second.isValid(0)).isTrue();
        assertThat((char) third.getInputStream().read()).isEqualTo('E');
        assertThat(new String(third.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("53300", "too many connections");
        assertThatThrownBy(() -> logIn(proxy)).isInstanceOf(SQLException.class);
      }
      first.getOutputStream().write(sslRequest());
      assertThat(first.getInputStream().read()).isEqualTo('S');
    }
  }

  @Test
  void aMessageOfAnyLengthIsNotRead() throws Exception {
    try (LocalRdsProxy proxy = proxy(new Limits(NEVER, 10));
        Socket socket = connect(proxy)) {
      socket.getOutputStream().write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** With one connection at a time, any that is not released would refuse all that follow. */
  @Test
  @Timeout(60)
  void randomBytesBeforeAndAfterTheHandshakeLeaveNothingBehind() throws Exception {
    Random random = new Random(SEED);
    try (LocalRdsProxy proxy = proxy(new Limits(NEVER, 1))) {
      for (int i = 0; i < 60; i++) {
        byte[] bytes = new byte[random.nextInt(100) + 1];
        random.nextBytes(bytes);
        send(proxy, bytes, i % 2 == 0);
      }
      accepted(proxy).close();
    }
  }

  /** Returns when the proxy has ended the connection. */
  private void send(LocalRdsProxy proxy, byte[] bytes, boolean encrypted) throws Exception {
    try (Socket plain = accepted(proxy)) {
      Socket socket =
          encrypted
              ? trusting().getSocketFactory().createSocket(plain, "localhost", proxy.port(), true)
              : plain;
      socket.getOutputStream().write(bytes);
      plain.shutdownOutput();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      // The proxy ends some of them with a TLS alert.
      return;
    }
  }

  private SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(aurora.caCertificate())) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
