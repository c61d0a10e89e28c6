import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// config-watcher as its image runs it: a JVM with the flags of the image, sized for 128 MiB, and the
/// configuration of the image, which is set by variables.
final class OurWatcher {
    /// Gives flags that are percentages of memory the values that they have in a container with a limit of 128
    /// MiB.
    private static final String LIMIT = "-XX:MaxRAM=128m";
    private static final String CONFIG = "config-watcher/src/main/jib/etc/config-watcher/config.yaml";

    private final List<String> java = new ArrayList<>();

    /// @param more JVM flags in addition to those of the image
    OurWatcher(List<String> more) {
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(imageFlags());
        java.add(LIMIT);
        java.addAll(more);
    }

    List<String> flags() {
        return java.subList(1, java.size());
    }

    Contender contender() {
        return new Contender("config-watcher", true, true, setting -> {
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of("-jar", "config-watcher/target/config-watcher.jar", "run", "--config=" + CONFIG));
            command.add("--pod-address=127.0.0.1:" + setting.podPort());
            command.add("--local-address=127.0.0.1:" + setting.localPort());
            return new Contender.Start(
                    command,
                    Map.of(
                            "WATCHER_DIRECTORY", setting.mount().toString(),
                            "WATCHER_SIGNAL_URL", setting.signalUrl(),
                            "WATCHER_STATUS_URL", setting.statusUrl()));
        });
    }

    /// [NaiveWatcher] with the same JVM flags.
    Contender naive() {
        return new Contender("naive watcher", false, false, setting -> {
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "NaiveWatcher"));
            command.addAll(List.of(setting.mount().toString(), setting.signalUrl()));
            return new Contender.Start(command, Map.of());
        });
    }

    /// Reads the flags from the poms, so that they are those of the image.
    private static List<String> imageFlags() {
        List<String> flags = Stream.of("pom.xml", "config-watcher/pom.xml")
                .flatMap(OurWatcher::flags)
                .toList();
        if (flags.isEmpty()) {
            throw new IllegalStateException("no jvmFlag found in pom.xml and config-watcher/pom.xml");
        }
        return flags;
    }

    private static Stream<String> flags(String pom) {
        try {
            NodeList flags = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(Path.of(pom).toFile())
                    .getElementsByTagName("jvmFlag");
            return IntStream.range(0, flags.getLength())
                    .mapToObj(i -> flags.item(i).getTextContent().strip());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("cannot read the JVM flags in " + pom, e);
        }
    }
}
