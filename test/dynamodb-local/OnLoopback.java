import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local on loopback: by itself it listens on every interface, and has no option against it.
 * Prints its port, and ends when its standard input does: nothing outlives the test that started it.
 */
class OnLoopback {
    public static void main(String[] options) throws Exception {
        DynamoDBProxyServer engine = ServerRunner.createServerFromCommandLineArgs(options);
        Field server = DynamoDBProxyServer.class.getDeclaredField("server");
        server.setAccessible(true);
        ServerConnector connector = (ServerConnector) ((Server) server.get(engine)).getConnectors()[0];
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        engine.start();
        System.out.println("port " + connector.getLocalPort());
        while (System.in.read() != -1) {}
        System.exit(0);
    }
}
