package io.github.auroraproxy.localaws.proxy;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import io.github.auroraproxy.localaws.proxy.Wire.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Logs in to a PostgreSQL server with a password, as a proxy does with a secret's. */
final class ScramLogin {

  private static final String MECHANISM = "SCRAM-SHA-256";

  private ScramLogin() {}

  /**
   * @param password not looked at by a server that accepts another proof of who it is
   * @return the server's error message, if it refuses
   */
  static Optional<Message> logIn(Wire server, String password) throws IOException {
    ScramClient scram =
        ScramClient.builder()
            .advertisedMechanisms(List.of(MECHANISM))
            .username("*")
            .password(password.toCharArray())
            .build();
    try {
      while (true) {
        Message message = server.read();
        if (message.type() == 'E') {
          return Optional.of(message);
        }
        switch (message.code()) {
          case Wire.AUTHENTICATION_SASL ->
              server.write('p', initialResponse(scram.clientFirstMessage().toString()));
          case Wire.AUTHENTICATION_SASL_CONTINUE -> {
            scram.serverFirstMessage(message.data());
            server.write(
                'p', scram.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8));
          }
          case Wire.AUTHENTICATION_SASL_FINAL -> scram.serverFinalMessage(message.data());
          case Wire.AUTHENTICATION_OK -> {
            return Optional.empty();
          }
          default -> throw new IOException("Unexpected request " + message.code());
        }
      }
    } catch (ScramException e) {
      throw new IOException(e);
    }
  }

  private static byte[] initialResponse(String first) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] data = first.getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(body);
    out.write(Wire.cString(MECHANISM));
    out.writeInt(data.length);
    out.write(data);
    return body.toByteArray();
  }
}
