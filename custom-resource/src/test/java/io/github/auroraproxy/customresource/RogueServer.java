package io.github.auroraproxy.customresource;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Speaks as much of PostgreSQL's protocol as it takes to ask a client for its password, and keeps
 * what it is sent.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Message Flow</a>
 */
final class RogueServer implements AutoCloseable {

  /** What it answers a client that asks for TLS. */
  enum Tls {
    REFUSED,
    /** A certificate for the right host that nobody knows. */
    UNTRUSTED,
    /** The cluster's own certificate and key: as bad as it gets. */
    TRUSTED
  }

  /** How it asks the client to authenticate. */
  enum Asks {
    CLEAR_TEXT(3),
    MD5(5),
    GSS(7),
    SSPI(9),
    SCRAM(10),
    /** Takes the first message of SCRAM and lets everybody in, without having proved itself. */
    SCRAM_HALF(10),
    UNKNOWN_SASL(10),
    /** Lets everybody in. */
    NOTHING(0);

    private final int code;

    Asks(int code) {
      this.code = code;
    }

    private byte[] request() {
      return message(
          code,
          switch (this) {
            case MD5 -> "salt";
            case SCRAM, SCRAM_HALF -> "SCRAM-SHA-256\0\0";
            case UNKNOWN_SASL -> "PLAIN\0OAUTHBEARER\0\0";
            default -> "";
          });
    }
  }

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int AUTHENTICATION_OK = 0;
  private static final int SASL_CONTINUE = 11;
  private static final int TIMEOUT_MILLIS = 5000;
  private static final int KEY_BITS = 2048;

  private final Tls tls;
  private final Asks asks;
  private final SSLContext context;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean believed;

  /**
   * Starts it on a free port of the loopback interface.
   *
   * @param authority the cluster's, beside which its certificate and key lie
   */
  RogueServer(Tls tls, Asks asks, Path authority) {
    this.tls = tls;
    this.asks = asks;
    try {
      context = tls == Tls.TRUSTED ? stolen(authority) : selfSigned();
      listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
    threads.submit(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many clients have come. */
  int connections() {
    return connections.get();
  }

  /** All that clients have sent, within TLS where there was TLS, a character a byte. */
  String received() {
    synchronized (received) {
      return received.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        threads.submit(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(TIMEOUT_MILLIS);
      Socket socket = client;
      while (true) {
        DataInputStream in = new DataInputStream(new Recording(socket.getInputStream()));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] startup = in.readNBytes(in.readInt() - Integer.BYTES);
        switch (ByteBuffer.wrap(startup).getInt()) {
          case GSS_REQUEST -> out.writeByte('N');
          case SSL_REQUEST -> {
            out.writeByte(tls == Tls.REFUSED ? 'N' : 'S');
            socket = tls == Tls.REFUSED ? socket : encrypted(socket);
          }
          default -> {
            authenticate(in, out);
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client went away, as it should.
      connections.get();
    }
  }

  private SSLSocket encrypted(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
    socket.setUseClientMode(false);
    return socket;
  }

  private void authenticate(DataInputStream in, DataOutputStream out) throws IOException {
    write(out, 'R', asks.request());
    if (asks != Asks.NOTHING) {
      String password = read(in);
      if (asks == Asks.SCRAM) {
        String nonce = password.substring(password.indexOf("r=") + 2);
        write(out, 'R', message(SASL_CONTINUE, "r=%srogue,s=c2FsdA==,i=4096".formatted(nonce)));
        read(in);
      }
      write(out, 'R', message(AUTHENTICATION_OK, ""));
    }
    for (String parameter :
        new String[] {
          "server_version\00017.0\0",
          "client_encoding\0UTF8\0",
          "DateStyle\0ISO\0",
          "integer_datetimes\0on\0",
          "standard_conforming_strings\0on\0"
        }) {
      write(out, 'S', parameter.getBytes(StandardCharsets.US_ASCII));
    }
    write(out, 'Z', new byte[] {'I'});
    // A client that is in doubt says goodbye.
    believed |= in.readByte() != 'X';
    body(in);
  }

  private static byte[] message(int code, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(code).put(bytes).array();
  }

  private static void write(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
    out.flush();
  }

  /** Whether a client took it for its server, and asked for something. */
  boolean believed() {
    return believed;
  }

  private static String read(DataInputStream in) throws IOException {
    in.readByte();
    return body(in);
  }

  private static String body(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt() - Integer.BYTES), StandardCharsets.ISO_8859_1);
  }

  /** Keeps what is read. */
  private final class Recording extends FilterInputStream {

    Recording(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        synchronized (received) {
          received.write(value);
        }
      }
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        synchronized (received) {
          received.write(buffer, offset, count);
        }
      }
      return count;
    }
  }

  private static SSLContext selfSigned()
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            name,
            keys.getPublic());
    certificate.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return context(
        keys.getPrivate(),
        new JcaX509CertificateConverter()
            .getCertificate(
                certificate.build(
                    new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))));
  }

  private static SSLContext stolen(Path authority) throws GeneralSecurityException, IOException {
    try (InputStream certificate = Files.newInputStream(authority.resolveSibling("server.pem"));
        PEMParser key =
            new PEMParser(Files.newBufferedReader(authority.resolveSibling("server.key")))) {
      return context(
          new JcaPEMKeyConverter()
              .getPrivateKey(((PEMKeyPair) key.readObject()).getPrivateKeyInfo()),
          CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    }
  }

  private static SSLContext context(PrivateKey key, Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
