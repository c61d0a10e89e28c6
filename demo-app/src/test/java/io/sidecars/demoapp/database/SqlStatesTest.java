package io.sidecars.demoapp.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

    @ParameterizedTest
    @CsvSource({
        "08001, true, PostgreSQL: connection refused",
        "57P03, true, PostgreSQL: starting up",
        "53300, true, PostgreSQL: too many connections",
        "90067, true, H2: connection broken",
        "28P01, false, PostgreSQL: wrong password",
        "28000, false, wrong user",
        "3D000, false, PostgreSQL: no such database",
        "'', false, no state at all",
    })
    void downIsWorthAnotherTryAndRefusalIsNot(String state, boolean down) {
        assertThat(SqlStates.isDown(new SQLException("no", state))).isEqualTo(down);
    }
}
