package io.github.auroraproxy.localaws.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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

  private final DataInputStream in;
  private final DataOutputStream out;

  Wire(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** A message with its type. */
  record Message(char type, byte[] body) {

    /** What an authentication request asks for. */
    int code() {
      return ByteBuffer.wrap(body).getInt();
    }

    /** The rest of an authentication request. */
    String data() {
      return new String(body, Integer.BYTES, body.length - Integer.BYTES, StandardCharsets.UTF_8);
    }
  }

  /** The first message has no type. */
  byte[] readStartup() throws IOException {
    return in.readNBytes(in.readInt() - Integer.BYTES);
  }

  Message read() throws IOException {
    char type = (char) in.readUnsignedByte();
    return new Message(type, in.readNBytes(in.readInt() - Integer.BYTES));
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
