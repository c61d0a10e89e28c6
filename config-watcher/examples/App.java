import module jdk.httpserver;

/// The smallest app for config-watcher, with a reload URL and a status URL: java App.java DIRECTORY PORT

record Config(int size) {
    static Config read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        return new Config(Integer.parseInt(properties.getProperty("size")));
    }
}

volatile Config config;
volatile String version; // of the configuration in use; null until the first signal

void main(String[] args) throws IOException {
    Path file = Path.of(args[0], "app.properties");
    config = Config.read(file);
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 0);
    server.createContext("/-/reload", exchange -> {
        try {
            config = Config.read(file); // in use from here on
            version = exchange.getRequestHeaders().getFirst("X-Config-Version");
            respond(exchange, 200, "{}");
        } catch (NumberFormatException e) { // the configuration before it stays in use
            respond(exchange, 422, "{\"error\":\"app.properties: size must be a number\"}");
        }
    });
    server.createContext("/-/config", exchange ->
            respond(exchange, 200, version == null ? "{}" : "{\"version\":\"" + version + "\"}"));
    server.start();
}

void respond(HttpExchange exchange, int status, String json) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body = json.getBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
}
