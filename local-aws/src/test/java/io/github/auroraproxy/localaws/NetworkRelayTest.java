package io.github.auroraproxy.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network that fails, between a client and a server that sends every byte back. */
class NetworkRelayTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SHORT_MILLIS = 300;

  private ServerSocket server;
  private NetworkRelay relay;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread echo = new Thread(this::echo);
    echo.setDaemon(true);
    echo.start();
    relay = NetworkRelay.to(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    server.close();
  }

  private void echo() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException ended) {
        // By the relay, as it was told.
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static int answer(Socket socket, int question) throws IOException {
    socket.getOutputStream().write(question);
    return socket.getInputStream().read();
  }

  @Test
  void passesBytesOnAlsoWhenItIsSlow() throws IOException {
    relay.delay(Duration.ofMillis(1));
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      relay.pass();
      assertThat(answer(socket, 2)).isEqualTo(2);
    }
  }

  @Test
  void swallowsWithoutAWord() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      relay.swallow();
      socket.setSoTimeout(SHORT_MILLIS);

      assertThatThrownBy(() -> answer(socket, 2)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void endsConnectionsInOrderOrByAReset() throws IOException {
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      relay.end(NetworkRelay.Ending.FIN);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEqualTo(1);
      relay.end(NetworkRelay.Ending.RST);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void endsAHandshakeAfterItsRequest() throws IOException {
    relay.endHandshakes(NetworkRelay.Ending.FIN);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[8]);
      assertThat(socket.getInputStream().readNBytes(8)).hasSize(8);
      socket.getOutputStream().write(1);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
