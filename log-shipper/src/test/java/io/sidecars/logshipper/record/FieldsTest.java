package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private final JsonObjectParser parser = new JsonObjectParser(ZoneOffset.UTC);
    private final Fields fields = new Fields();

    @Test
    void findsAFieldByItsName() {
        parse("{\"a\":1,\"b\":\"x\",\"bb\":3}");

        assertThat(find("b")).isEqualTo("x");
        assertThat(find("B")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void findsTheFieldsThatBecameMessageTimeOrSeverity() {
        parse("{\"time\":1795514400,\"level\":\"info\",\"a\":1,\"msg\":\"hello\"}");

        assertThat(fields.size()).isEqualTo(1);
        assertThat(find("level")).isEqualTo("info");
        assertThat(find("msg")).isEqualTo("hello");
        assertThat(find("time")).isEqualTo("1795514400");
    }

    @Test
    void findsMembersOfNestedObjects() {
        parse("{\"a\":{\"b\":{\"c\":1}, \"x\":[{\"y\":2}], \"d.e\":3, \"d\":4},\"s\":\"{\\\"t\\\":1}\"}");

        assertThat(find("a.b.c")).isEqualTo("1");
        assertThat(find("a.b")).isEqualTo("{\"c\":1}");
        assertThat(find("a.d.e")).isEqualTo("3");
        assertThat(find("a.d")).isEqualTo("4");
        assertThat(find("a.x.y")).isNull();
        assertThat(find("a.b.c.d")).isNull();
        assertThat(find("a.")).isNull();
        assertThat(find("a.c")).isNull();
        assertThat(find("s.t")).isNull();
    }

    @Test
    void aFieldWithTheWholeNameWinsOverAPath() {
        parse("{\"log\":{\"level\":\"nested\"},\"log.level\":\"flat\"}");

        assertThat(find("log.level")).isEqualTo("flat");
    }

    @Test
    void theObjectWithTheLongestNameIsSearched() {
        parse("{\"a.b\":{\"c\":1},\"a\":{\"b\":{\"c\":2},\"b.c\":{\"d\":3}}}");

        assertThat(find("a.b.c")).isEqualTo("1");
        assertThat(find("a.b.c.d")).isNull();

        parse("{\"a\":{\"b\":{\"c\":2}},\"a.b\":{\"c\":1}}");

        assertThat(find("a.b.c")).isEqualTo("1");
    }

    @Test
    void theLastOfNestedMembersWithTheSameNameWins() {
        parse("{\"a\":{\"b\":1,\"b\":2,\"c\":{\"d\":3},\"\\u0063\":{\"d\":4}}}");

        assertThat(find("a.b")).isEqualTo("2");
        assertThat(find("a.c.d")).isEqualTo("4");
    }

    private void parse(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(parser.parse(bytes, 0, bytes.length, fields)).isTrue();
    }

    private @Nullable String find(String name) {
        Slice found = fields.find(name.getBytes(UTF_8));
        return found == null ? null : Parsed.text(found);
    }
}
