package io.github.auroraproxy.localaws.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of PostgreSQL's protocol, version 3.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     formats</a>
 */
final class Wire {

  static final int SSL_REQUEST = 80877103;
  static final int PROTOCOL_3 = 196608;
  static final int AUTHENTICATION_OK = 0;
  static final int AUTHENTICATION_CLEARTEXT_PASSWORD = 3;
  static final int AUTHENTICATION_SASL = 10;
  static final int AUTHENTICATION_SASL_CONTINUE = 11;
  static final int AUTHENTICATION_SASL_FINAL = 12;

  /** MAX_STARTUP_PACKET_LENGTH of PostgreSQL. */
  static final int LONGEST_STARTUP = 10_000;

  /** PG_MAX_AUTH_TOKEN_LENGTH of PostgreSQL. */
  static final int LONGEST_AUTHENTICATION = 65_535;

  private final DataInputStream in;
  private final DataOutputStream out;

  Wire(Socket socket) throws IOException {
    this(socket.getInputStream(), socket.getOutputStream());
  }

  Wire(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  /** A message with its type. */
  record Message(char type, byte[] body) {

    /**
     * What an authentication request asks for.
     *
     * @throws ProtocolException if it has no code
     */
    int code() throws ProtocolException {
      if (body.length < Integer.BYTES) {
        throw new ProtocolException("an authentication request without a code");
      }
      return ByteBuffer.wrap(body).getInt();
    }

    /** The rest of an authentication request. */
    String data() {
      return new String(body, Integer.BYTES, body.length - Integer.BYTES, StandardCharsets.UTF_8);
    }
  }

  /**
   * The first message has no type; it begins with a code.
   *
   * @throws ProtocolException if it is shorter than its code or longer than PostgreSQL accepts
   */
  byte[] readStartup() throws IOException {
    return readBody(Integer.BYTES, LONGEST_STARTUP);
  }

  /**
   * A message of a login.
   *
   * @throws ProtocolException if it is longer than PostgreSQL accepts
   */
  Message read() throws IOException {
    char type = (char) in.readUnsignedByte();
    return new Message(type, readBody(0, LONGEST_AUTHENTICATION));
  }

  /** Reads a length, which counts itself, and as many bytes. */
  private byte[] readBody(int shortest, int longest) throws IOException {
    int length = in.readInt() - Integer.BYTES;
    if (length < shortest || length > longest) {
      throw new ProtocolException("invalid length of a message: " + length);
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  int readByte() throws IOException {
    return in.read();
  }

  void writeByte(char value) throws IOException {
    out.writeByte(value);
    out.flush();
  }

  void writeStartup(byte[] body) throws IOException {
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
    out.flush();
  }

  void write(char type, byte[] body) throws IOException {
    out.writeByte(type);
    writeStartup(body);
  }

  void writeAuthentication(int code) throws IOException {
    write('R', ByteBuffer.allocate(Integer.BYTES).putInt(code).array());
  }

  void writeError(String sqlState, String message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String field : new String[] {"SFATAL", "VFATAL", "C" + sqlState, "M" + message}) {
      body.writeBytes(cString(field));
    }
    body.write(0);
    write('E', body.toByteArray());
  }

  /** Copies what arrives until the other side ends. */
  void pumpTo(Wire other) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      other.out.write(buffer, 0, n);
      other.out.flush();
    }
  }

  static byte[] cString(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }
}
