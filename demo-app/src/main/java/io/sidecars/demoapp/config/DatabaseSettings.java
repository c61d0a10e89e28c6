package io.sidecars.demoapp.config;

import java.util.List;
import java.util.regex.Pattern;

/// How to connect to the database: the content of `database.yaml` in the mounted configuration.
public record DatabaseSettings(String url, String user, Secret password, int poolSize) {

    static final String FILE = "database.yaml";

    private static final List<String> KEYS = List.of("url", "user", "password", "poolSize");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)(password|pwd)\\s*=|//[^/]*@");

    public static DatabaseSettings from(Snapshot snapshot) throws InvalidConfigException {
        byte[] content = snapshot.files().get(FILE);
        if (content == null) {
            throw new InvalidConfigException("the configuration directory contains no " + FILE);
        }
        FlatYaml yaml = new FlatYaml(FILE, content, KEYS);
        String url = yaml.text("url");
        if (CREDENTIALS.matcher(url).find()) {
            throw yaml.error("url", "url must not contain credentials: use the keys user and password");
        }
        if (!url.startsWith("jdbc:")) {
            throw yaml.error("url", "url must start with jdbc:, but is \"" + url + "\"");
        }
        Secret password = new Secret(yaml.text("password"));
        return new DatabaseSettings(url, yaml.text("user"), password, yaml.wholeNumber("poolSize", 4, 1, 64));
    }
}
