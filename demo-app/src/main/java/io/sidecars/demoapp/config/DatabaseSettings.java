package io.sidecars.demoapp.config;

import java.util.List;
import java.util.regex.Pattern;

/// How to reach the database: the file `database.yaml` of the mounted configuration.
public record DatabaseSettings(String url, String user, Secret password, int poolSize) {

    static final String FILE = "database.yaml";

    private static final List<String> KEYS = List.of("url", "user", "password", "poolSize");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)(password|pwd)\\s*=|//[^/]*@");

    public static DatabaseSettings from(Snapshot snapshot) throws InvalidConfigException {
        byte[] content = snapshot.files().get(FILE);
        if (content == null) {
            throw new InvalidConfigException("the file " + FILE + " is missing in the configuration directory");
        }
        YamlMapping yaml = YamlMapping.parse(FILE, content, KEYS);
        String url = yaml.text("url");
        if (CREDENTIALS.matcher(url).find()) {
            throw yaml.error("url", "url must hold no credentials: they belong to user and password");
        }
        if (!url.startsWith("jdbc:")) {
            throw yaml.error("url", "url must begin with jdbc:, but is \"" + url + "\"");
        }
        Secret password = new Secret(yaml.text("password"));
        return new DatabaseSettings(url, yaml.text("user"), password, yaml.wholeNumber("poolSize", 4, 1, 64));
    }
}
