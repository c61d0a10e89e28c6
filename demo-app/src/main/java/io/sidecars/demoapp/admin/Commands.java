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

/// What the app can be told to do for the audience, by name.
public final class Commands {

    /// What the process exits with when it was told to crash.
    public static final int CRASHED = 3;

    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final int MAX_BURST = 1_000_000;

    private final FaultInjection faults;
    private final OrderLog orders;

    public Commands(FaultInjection faults, OrderLog orders) {
        this.faults = faults;
        this.orders = orders;
    }

    /// Each as `POST`, its path the prefix and the name.
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
        return burst == null ? Response.error(409, "a burst is running") : Response.json(202, burst);
    }

    /// Answers nothing, and no shutdown hook runs: what stands in the log file now is all that the shipper will ever
    /// get of this run.
    private Response crash() throws InterruptedException {
        orders.end("told to crash: this is the last line of this run");
        log.atError().addKeyValue("exitCode", CRASHED).log("told to crash");
        Runtime.getRuntime().halt(CRASHED);
        throw new IllegalStateException("halted");
    }
}
