package io.github.auroraproxy.localaws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server on a free port of the loopback interface, which every user of the machine can
 * reach. It answers only who knows the secret path of this run; any other request gets 404.
 *
 * <p>The path serves every client: the SDK and Lambda's runtime client keep the path of the
 * endpoint that they are given, while the runtime client signs nothing.
 */
final class LocalHttpServer implements AutoCloseable {

  private static final int IMMEDIATELY = 0;

  static {
    // Or each answer waits 40 ms for the client's acknowledgment of its headers. The JDK reads the
    // property once, when the first server of the JVM is made.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String path = "/" + Secrets.random();

  private LocalHttpServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param handler of every request under the secret path
   */
  static LocalHttpServer start(HttpHandler handler) throws IOException {
    LocalHttpServer local =
        new LocalHttpServer(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    local.server.setExecutor(local.threads);
    local.server.createContext(local.path + "/", handler);
    local.server.start();
    return local;
  }

  /** Host, port and secret path, as in {@code 127.0.0.1:49152/vZ...}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The path of a request under the secret one, with its slash. */
  String pathOf(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().substring(path.length());
  }

  @Override
  public void close() {
    server.stop(IMMEDIATELY);
    threads.shutdownNow();
  }
}
