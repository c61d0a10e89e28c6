package io.sidecars.demoapp.admin;

import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.http.Response;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.FaultInjection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The commands that inject faults and load into the app, by name.
public final class Commands {

    /// The exit code after the command `crash`.
    public static final int CRASH_EXIT_CODE = 3;

    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final int MAX_BURST = 1_000_000;

    private final FaultInjection faults;
    private final OrderLog orders;

    public Commands(FaultInjection faults, OrderLog orders) {
        this.faults = faults;
        this.orders = orders;
    }

    /// One `POST` endpoint for each command. Its path is the prefix and the name.
    public Map<String, Endpoint> endpoints(String prefix) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        endpoints.put("POST " + prefix + "reject-next-reload", request -> rejectNextReload());
        endpoints.put("POST " + prefix + "slow-reload", request -> slowReload());
        endpoints.put("POST " + prefix + "rotate", request -> rotate());
        endpoints.put("POST " + prefix + "burst", this::burst);
        endpoints.put("POST " + prefix + "crash", request -> crash());
        return endpoints;
    }

    private Response rejectNextReload() {
        faults.rejectNext();
        return Response.json(202, faults.armed());
    }

    private Response slowReload() {
        faults.slowNext();
        return Response.json(202, faults.armed());
    }

    private Response rotate() throws InterruptedException {
        orders.rotate();
        return Response.json(200, Map.of("rotations", orders.rotations()));
    }

    private Response burst(Request request) throws Exception {
        OrderLog.Burst burst = orders.burst(request.number("lines", 10_000, MAX_BURST));
        return burst == null ? Response.error(409, "a burst is already running") : Response.json(202, burst);
    }

    /// Sends no response and runs no shutdown hook: the log file as it is now is all that log-shipper will get
    /// of this run.
    private Response crash() throws InterruptedException {
        orders.end("crash requested: this is the last line of this run");
        log.atError().addKeyValue("exitCode", CRASH_EXIT_CODE).log("crash requested");
        Runtime.getRuntime().halt(CRASH_EXIT_CODE);
        throw new IllegalStateException("halted");
    }
}
