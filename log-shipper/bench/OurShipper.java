import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// log-shipper as its image runs it: the packaged jar in its own JVM, with the image's flags, sized for 128 MiB.
final class OurShipper {
    /// The jobs that `--outputs` can name.
    static final List<String> JOBS =
            List.of("http", "http-gzip", "http-json", "loki", "elasticsearch", "otlp", "stdout");
    /// Flags that are percentages of memory get the same meaning as in a container with a limit of 128 MiB.
    private static final String LIMIT = "-XX:MaxRAM=128m";

    private final List<String> java = new ArrayList<>();
    private final String linger;

    /// @param more JVM flags in addition to those of the image
    OurShipper(List<String> more, String linger) {
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(imageFlags());
        java.add(LIMIT);
        java.addAll(more);
        this.linger = linger;
    }

    List<String> flags() {
        return java.subList(1, java.size());
    }

    Contender contender(String job) {
        Workload.Kind input = job.equals("http-json") ? Workload.Kind.JSON : Workload.Kind.MIXED;
        return new Contender("log-shipper", job, input, job.equals("stdout"), setup -> {
            Path config = setup.write("config.yaml", config(job, setup));
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of("-jar", "log-shipper/target/log-shipper.jar", "run", "--config=" + config));
            command.addAll(List.of("--pod-address=127.0.0.1:0", "--local-address=127.0.0.1:0"));
            return command;
        });
    }

    private String config(String job, Contender.Setup setup) {
        String url = "http://127.0.0.1:" + setup.httpPort();
        String output = switch (job) {
            case "http", "http-json" -> "type: http\n    url: " + url;
            case "http-gzip" -> "type: http\n    compression: gzip\n    url: " + url;
            case "loki", "elasticsearch", "otlp" -> "type: " + job + "\n    url: " + url;
            case "stdout" -> "type: stdout";
            default -> throw new IllegalArgumentException("unknown job " + job);
        };
        // The times in the workload are in the past; without maxAge, log-shipper would replace them.
        String parse = job.equals("http-json") ? "\n    parse: {format: json, maxAge: 3650d}" : "";
        return """
            inputs:
              - include: ["%s"]%s
            state: {directory: "%s"}
            outputs:
              - name: bench
                %s
                batch: {linger: %s}
            """.formatted(setup.file(), parse, setup.directory().resolve("state"), output, linger);
    }

    /// Read from the poms, so that the benchmark and the image have the same flags.
    private static List<String> imageFlags() {
        List<String> flags = Stream.of("pom.xml", "log-shipper/pom.xml")
                .flatMap(OurShipper::flags)
                .toList();
        if (flags.isEmpty()) {
            throw new IllegalStateException("no jvmFlag found in pom.xml and log-shipper/pom.xml");
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
